import { NANOS_PER_DOLLAR, type Nanos, parseDollars, toExactDollars } from "#lib/domain/money.ts";

const TOKENS = 1_000_000n;
/** A rate above it is a typing error. */
const HIGHEST_NANOS: Nanos = (10_000n * NANOS_PER_DOLLAR) / TOKENS;

export type ReadRate =
  | { readonly isValid: true; readonly nanos: Nanos }
  /** Says what is wrong and what to give instead. */
  | { readonly isValid: false; readonly problem: string };

/**
 * Reads a token rate as price lists state it, in dollars per 1M tokens, into nano-dollars per token: $1 is 1,000. What
 * would not be whole nano-dollars per token is refused, for a rounded rate is another one.
 */
export function readRatePerMillion(text: string, what: string): ReadRate {
  const refuse = (problem: string): ReadRate => ({ isValid: false, problem });
  const perMillion = parseDollars(text);
  if (perMillion === null || perMillion < 0n) {
    return refuse(`"${text}" is no ${what} rate: give dollars per 1M tokens, such as 0.25.`);
  }
  if (perMillion % TOKENS !== 0n) {
    return refuse(
      `"${text}" is finer than a ${what} rate can be: rates are whole nano-dollars per token, so $0.001 per 1M tokens is ` +
        "the finest step.",
    );
  }
  const nanos = perMillion / TOKENS;
  return nanos <= HIGHEST_NANOS
    ? { isValid: true, nanos }
    : refuse(`"${text}" is above $10,000 per 1M tokens: check the ${what} rate.`);
}

/** A rate of nano-dollars per token in dollars per 1M tokens: "$0.25". */
export function formatRatePerMillion(nanos: Nanos): string {
  return `$${toExactDollars(nanos * TOKENS)}`;
}
