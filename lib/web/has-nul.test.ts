import { expect, it } from "vitest";
import { hasNul } from "./has-nul.ts";

it.each(["\u0000", { label: "a\u0000" }, { lines: ["a", { b: "\u0000" }] }])("%j has", (input) => {
  expect(hasNul(input)).toBe(true);
});

it.each([null, undefined, 0, "", "a\nb", { label: "\\u0000", at: new Date(), lines: [null, 1n] }])(
  "%s has not",
  (input) => {
    expect(hasNul(input)).toBe(false);
  },
);
