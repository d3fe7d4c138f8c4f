import { describe, expect, test } from "vitest";
import { excerpt } from "./excerpt.ts";

const lines = (count: number) => Array.from({ length: count }, (_, index) => `line ${index + 1}`).join("\n");

describe("excerpt", () => {
  test("leaves a short text whole, up to the last line that fits", () => {
    expect(excerpt(`${lines(5)}\n\n`, 2, 3)).toBe(lines(5));
  });

  test("keeps the head and tail of a longer one and says how much is missing", () => {
    expect(excerpt(lines(7), 2, 3)).toBe("line 1\nline 2\n... 2 lines left out ...\nline 5\nline 6\nline 7");
  });
});
