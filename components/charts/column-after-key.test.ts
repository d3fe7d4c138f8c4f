import { expect, it } from "vitest";
import { columnAfterKey } from "./column-after-key.ts";

it("leads from column to column and stops at the ends", () => {
  expect(["ArrowLeft", "ArrowRight", "Home", "End", "Tab"].map((key) => columnAfterKey(key, 0, 3))).toEqual([
    0,
    1,
    0,
    2,
    null,
  ]);
  expect(columnAfterKey("ArrowRight", 2, 3)).toBe(2);
});
