import fc from "fast-check";
import { expect, it } from "vitest";
import { readAlertPercents, writeAlertPercents } from "./alert-percents-text.ts";

it.each([
  ["", []],
  ["50, 80, 100", [50, 80, 100]],
  ["100% 5;5", [5, 100]],
])("reads %s", (text, percents) => {
  expect(readAlertPercents(text)).toEqual(percents);
});

it.each(["0", "101", "1000", "-5", "half", "50.5", "1,2,3,4,5,6,7,8,9,10,11"])("refuses %s", (text) => {
  expect(readAlertPercents(text)).toBeNull();
});

it("reads back whatever it wrote", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 100 }), { maxLength: 10 }), (percents) => {
      const sorted = [...percents].sort((one, other) => one - other);
      expect(readAlertPercents(writeAlertPercents(sorted))).toEqual(sorted);
    }),
  );
});
