import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { centsToNanos, nanosToCents } from "./cents.ts";

describe("cents", () => {
  test("and nano-dollars lead to each other exactly", () => {
    expect(nanosToCents(49_000_000_000n)).toBe(4_900);
    expect(centsToNanos(-3)).toBe(-30_000_000n);
    fc.assert(fc.property(fc.maxSafeInteger(), (cents) => nanosToCents(centsToNanos(cents)) === cents));
  });

  test.each([1n, 9_999_999n, -1n, 10_000_001n])("are never cut out of %d nano-dollars", (nanos) => {
    expect(() => nanosToCents(nanos)).toThrow(RangeError);
  });

  test.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])("are no %d", (cents) => {
    expect(() => centsToNanos(cents)).toThrow(RangeError);
  });

  test("beyond what a number holds are refused", () => {
    expect(() => nanosToCents(2n ** 53n * 10_000_000n)).toThrow(RangeError);
  });
});
