import { describe, expect, test } from "vitest";
import { lastLines } from "./last-lines.ts";

describe("lastLines", () => {
  test("keeps the end, indented, without the final newline", () => {
    expect(lastLines("one\ntwo\nthree\n", 2)).toBe("  two\n  three");
    expect(lastLines("one\n", 5)).toBe("  one");
  });

  test("says so when there is nothing", () => expect(lastLines("\n\n", 5)).toBe("  (it wrote nothing)"));
});
