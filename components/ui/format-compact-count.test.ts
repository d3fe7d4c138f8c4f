import { describe, expect, it } from "vitest";
import { formatCompactCount } from "./format-compact-count.ts";

describe("formatCompactCount", () => {
  it.each([
    [0, "0"],
    [999, "999"],
    [1_000, "1.00K"],
    [12_345, "12.3K"],
    [999_499, "999K"],
    [999_500, "1.00M"],
    [1_240_000, "1.24M"],
    [24_060_000, "24.1M"],
    [999_999_999, "1.00B"],
    [3_104_000_000, "3.10B"],
    [7_200_000_000_000, "7.20T"],
  ])("writes %d as %s", (value, text) => {
    expect(formatCompactCount(value)).toBe(text);
  });
});
