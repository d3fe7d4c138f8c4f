import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatCompactCount } from "./format-compact-count.ts";

const counts = fc
  .tuple(fc.integer({ min: 1, max: 16 }), fc.nat({ max: Number.MAX_SAFE_INTEGER }))
  .map(([digits, raw]) => raw % 10 ** digits);

/** Reads a shown count back in whole numbers, so that the test adds no rounding of its own. */
function readBack(shown: string): bigint {
  const match = /^([\d,]+)(?:\.(\d+))?([KMBT]?)$/.exec(shown);
  if (!match) throw new Error(`Unreadable: ${shown}`);
  const [, whole = "", fraction = "", suffix = ""] = match;
  const zeros = { "": 0, K: 3, M: 6, B: 9, T: 12 }[suffix] ?? 0;
  return BigInt(whole.replaceAll(",", "") + fraction + "0".repeat(zeros - fraction.length));
}

describe("formatCompactCount", () => {
  test.each([
    [0, "0"],
    [7, "7"],
    [999, "999"],
    [1_000, "1,000"],
    [9_999, "9,999"],
    [10_000, "10.0K"],
    [12_345, "12.3K"],
    [12_350, "12.4K"],
    [99_949, "99.9K"],
    [99_950, "100K"],
    [999_499, "999K"],
    [999_500, "1.00M"],
    [1_234_999, "1.23M"],
    [1_235_000, "1.24M"],
    [999_499_999, "999M"],
    [999_500_000, "1.00B"],
    [2_000_000_000_000, "2.00T"],
    [Number.MAX_SAFE_INTEGER, "9010T"],
  ])("shows %d as %s", (count, shown) => {
    expect(formatCompactCount(count)).toBe(shown);
  });

  test("is exact below 10,000 and within half a percent above", () => {
    fc.assert(
      fc.property(counts, (count) => {
        const difference = readBack(formatCompactCount(count)) - BigInt(count);
        const error = difference < 0n ? -difference : difference;
        expect(count < 10_000 ? error === 0n : error * 200n <= BigInt(count)).toBe(true);
      }),
    );
  });

  test("shows a larger count as larger or the same", () => {
    fc.assert(
      fc.property(counts, counts, (one, other) => {
        const [less, more] = one < other ? [one, other] : [other, one];
        expect(readBack(formatCompactCount(less)) <= readBack(formatCompactCount(more))).toBe(true);
      }),
    );
  });

  test("shows three digits from 10,000 up", () => {
    fc.assert(
      fc.property(counts, (count) => {
        fc.pre(count >= 10_000 && count < 10 ** 15);
        expect(formatCompactCount(count)).toMatch(/^(\d\.\d\d[MBT]|\d\d\.\d[KMBT]|\d{3}[KMBT]|1000T)$/);
      }),
    );
  });

  test.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])("refuses %d", (count) => {
    expect(() => formatCompactCount(count)).toThrow(RangeError);
  });
});
