import fc from "fast-check";
import { expect, test } from "vitest";
import { indentedGrowth } from "./indented-growth.ts";

test("it is exactly what writing JSON with an indent of four adds", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
      expect(indentedGrowth(value)).toBe(JSON.stringify(value, null, 4).length - JSON.stringify(value).length);
    }),
  );
});

test("nesting without end is refused rather than followed", () => {
  let deep: unknown = 1;
  for (let level = 0; level < 100_000; level += 1) deep = [deep];
  expect(() => indentedGrowth(deep)).toThrow(/nested too deeply/);
});
