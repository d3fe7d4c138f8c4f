import { NANOS_PER_CENT, type Nanos } from "./money.ts";

/**
 * Nano-dollars as whole cents, for Stripe.
 * @throws RangeError when the amount is no whole number of cents, or more than a number holds exactly
 */
export function nanosToCents(nanos: Nanos): number {
  const cents = nanos / NANOS_PER_CENT;
  if (cents * NANOS_PER_CENT !== nanos) throw new RangeError(`Not whole cents: ${nanos} nano-dollars`);
  const amountCents = Number(cents);
  if (!Number.isSafeInteger(amountCents)) throw new RangeError(`Too many cents for Stripe: ${cents}`);
  return amountCents;
}

/** Cents, as Stripe says them, in nano-dollars. @throws RangeError when they are not whole */
export function centsToNanos(amountCents: number): Nanos {
  if (!Number.isSafeInteger(amountCents)) throw new RangeError(`Not whole cents: ${amountCents}`);
  return BigInt(amountCents) * NANOS_PER_CENT;
}
