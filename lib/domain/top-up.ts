import { NANOS_PER_CENT, NANOS_PER_DOLLAR, type Nanos, parseDollars } from "./money.ts";

export const LEAST_TOP_UP_NANOS: Nanos = 5n * NANOS_PER_DOLLAR;
export const MOST_TOP_UP_NANOS: Nanos = 10_000n * NANOS_PER_DOLLAR;

export type TopUpState = "open" | "processing" | "paid" | "failed" | "expired";

export type ParsedTopUp =
  | { readonly isValid: true; readonly amountNanos: Nanos }
  | { readonly isValid: false; readonly reason: "unreadable" | "too_low" | "too_high" | "part_of_a_cent" };

/** Reads an amount to buy, in dollars as a person types it: $5 to $10,000 in whole cents. */
export function parseTopUpAmount(text: string): ParsedTopUp {
  const amountNanos = parseDollars(text);
  if (amountNanos === null) return { isValid: false, reason: "unreadable" };
  if (amountNanos < LEAST_TOP_UP_NANOS) return { isValid: false, reason: "too_low" };
  if (amountNanos > MOST_TOP_UP_NANOS) return { isValid: false, reason: "too_high" };
  if (amountNanos % NANOS_PER_CENT !== 0n) return { isValid: false, reason: "part_of_a_cent" };
  return { isValid: true, amountNanos };
}

const STATE_ORDER: readonly TopUpState[] = ["open", "processing", "expired", "failed", "paid"];

/**
 * The state of a purchase after an answer of Stripe, which may be older than what is known: it only moves forward, and
 * paid is final.
 */
export function laterTopUpState(known: TopUpState, heard: TopUpState): TopUpState {
  return STATE_ORDER.indexOf(heard) > STATE_ORDER.indexOf(known) ? heard : known;
}
