import { decimalUnits, UNITS_PER_CENT } from "./decimal-cents.ts";

/** A stretch of time in unix seconds, the end not included. */
export type Span = { readonly start: number; readonly end: number };

export type Proration = {
  /** Price of one for the whole span, in cents, as Stripe writes it: "1000" or "12.5". */
  readonly unitAmountDecimal: string;
  readonly quantity: number;
  /** The full interval that the price pays for, even if only its last part was ever used. */
  readonly span: Span;
  readonly at: number;
  /** When the paid time ends; the end of the span unless it was cut short. */
  readonly until?: number;
  /** -1 credits what was paid, +1 charges what is taken instead. */
  readonly sign: 1 | -1;
};

/**
 * What the rest of a period is worth in whole cents: nearest cent, exact halves towards minus infinity, each line on
 * its own. In exact integers, because a float loses the ties that decide between two cents.
 */
export function prorate(proration: Proration): number {
  const { span, at, sign, quantity } = proration;
  const left = Math.max(0, (proration.until ?? span.end) - Math.max(at, span.start));
  const numerator = BigInt(sign) * decimalUnits(proration.unitAmountDecimal) * BigInt(quantity) * BigInt(left);
  const denominator = UNITS_PER_CENT * BigInt(span.end - span.start);
  return roundHalfDown(numerator, denominator);
}

/** ceil(x - 1/2). */
function roundHalfDown(numerator: bigint, denominator: bigint): number {
  // Adding zero turns the -0 that negating makes into 0.
  return -Number(floorDivide(denominator - 2n * numerator, 2n * denominator)) + 0;
}

function floorDivide(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  return numerator < 0n && quotient * denominator !== numerator ? quotient - 1n : quotient;
}
