import { describe, expect, test } from "vitest";
import { isPriceHonoured } from "./is-price-honoured.ts";

const unused = { description: "Unused time", amountNanos: -2_000n, isProration: true };
const remaining = { description: "Remaining time", amountNanos: 9_000n, isProration: true };
const quoted = { lines: [unused, remaining], dueTodayNanos: 7_000n, renewalNanos: 10_000n };

describe("isPriceHonoured", () => {
  test("the same lines in any order are the same price", () => {
    expect(isPriceHonoured(quoted, { ...quoted, lines: [remaining, unused] }, "same")).toBe(true);
  });

  test.each([
    { ...quoted, dueTodayNanos: 6_999n },
    { ...quoted, renewalNanos: 10_001n },
    { ...quoted, lines: [unused, { ...remaining, description: "Something else" }] },
    { ...quoted, lines: [...quoted.lines, { ...unused, amountNanos: 0n }] },
  ])("a difference anywhere is not", (present) => expect(isPriceHonoured(quoted, present, "same")).toBe(false));

  test("where the price falls with time, less is due, and more is not honoured", () => {
    expect(isPriceHonoured(quoted, { ...quoted, lines: [], dueTodayNanos: 6_999n }, "at_most")).toBe(true);
    expect(isPriceHonoured(quoted, { ...quoted, dueTodayNanos: 7_001n }, "at_most")).toBe(false);
    expect(isPriceHonoured(quoted, { ...quoted, renewalNanos: 9_999n }, "at_most")).toBe(false);
  });
});
