import { describe, expect, test } from "vitest";
import { formatWholeCents, parseDollars } from "./money.ts";

describe("formatWholeCents", () => {
  test.each([
    ["0", "$0.00"],
    ["0.5", "$0.50"],
    ["120", "$120.00"],
    ["20000.01", "$20,000.01"],
    ["-1234.5", "−$1,234.50"],
  ])("shows %s as %s", (exact, shown) => expect(formatWholeCents(parseDollars(exact) ?? 1n)).toBe(shown));

  test("refuses what is not whole cents", () => expect(() => formatWholeCents(10_000_001n)).toThrow(RangeError));
});
