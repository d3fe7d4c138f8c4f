import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { prorate } from "./prorate.ts";

/** Recorded from Stripe: unit amount, quantity, sign, seconds left, seconds of the period, cents billed. */
const RECORDED: [
  name: string,
  unit: number,
  quantity: number,
  sign: 1 | -1,
  left: number,
  whole: number,
  billed: number,
][] = [
  ["2026-09 flexible, credit on a tie", 1000, 1, -1, 6480, 2_592_000, -3],
  ["2026-09 flexible, charge on a tie", 1800, 1, 1, 6480, 2_592_000, 4],
  ["2026-09 one to three, credit", 1000, 1, -1, 6480, 2_592_000, -3],
  ["2026-09 one to three, charge", 1000, 3, 1, 6480, 2_592_000, 7],
  ["2026-09 downgrade, credit of two thirds", 2000, 1, -1, 864_000, 2_592_000, -667],
  ["2026-09 downgrade, charge of a third", 1000, 1, 1, 864_000, 2_592_000, 333],
  ["2025-01 charge, half a cent and more", 10_000, 1, 1, 2_678_279, 2_678_400, 10_000],
  ["2025-01 charge, a tenth of a cent", 20_000, 1, 1, 2_678_279, 2_678_400, 19_999],
  ["2025-01 credit", 11_000, 1, -1, 2_678_279, 2_678_400, -11_000],
  ["2019-01 yearly, credit", 10_000, 1, -1, 31_535_856, 31_536_000, -10_000],
  ["2019-01 yearly, charge for two", 10_000, 2, 1, 31_535_856, 31_536_000, 20_000],
];

describe("prorate", () => {
  it.each(RECORDED)("%s", (_name, unit, quantity, sign, left, whole, billed) => {
    const span = { start: 1_700_000_000, end: 1_700_000_000 + whole };
    expect(prorate({ unitAmountDecimal: String(unit), quantity, span, at: span.end - left, sign })).toBe(billed);
  });

  it("is the nearest cent of the exact part", () => {
    const any = fc.record({
      unit: fc.integer({ min: 0, max: 1_000_000 }),
      quantity: fc.integer({ min: 0, max: 500 }),
      whole: fc.integer({ min: 1, max: 31_622_400 }),
      used: fc.nat(),
      sign: fc.constantFrom<1 | -1>(1, -1),
    });
    fc.assert(
      fc.property(any, ({ unit, quantity, whole, used, sign }) => {
        const left = whole - (used % (whole + 1));
        const span = { start: 0, end: whole };
        const billed = prorate({ unitAmountDecimal: String(unit), quantity, span, at: whole - left, sign });
        const twiceError = 2n * (BigInt(billed) * BigInt(whole) - BigInt(sign * unit * quantity) * BigInt(left));
        expect(twiceError >= -BigInt(whole) && twiceError < BigInt(whole)).toBe(true);
      }),
    );
  });

  it("counts nothing after the span and everything before it", () => {
    const line = { unitAmountDecimal: "4900", quantity: 2, span: { start: 100, end: 200 }, sign: 1 as const };
    expect(prorate({ ...line, at: 250 })).toBe(0);
    expect(prorate({ ...line, at: 0 })).toBe(9800);
  });

  it("keeps fractions of a cent in the unit amount", () => {
    const span = { start: 0, end: 4 };
    expect(prorate({ unitAmountDecimal: "0.3", quantity: 100, span, at: 2, sign: 1 })).toBe(15);
    expect(() => prorate({ unitAmountDecimal: "1e3", quantity: 1, span, at: 0, sign: 1 })).toThrow(RangeError);
  });
});
