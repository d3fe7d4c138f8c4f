/** An instant of Stripe, which counts whole seconds. */
export function fromStripeTime(seconds: number): Date {
  return new Date(seconds * 1_000);
}

/** An instant as Stripe takes it: whole seconds, cut. */
export function toStripeTime(instant: Date): number {
  return Math.floor(instant.getTime() / 1_000);
}
