import type Stripe from "stripe";

const PAYABLE: readonly Stripe.Subscription.Status[] = ["trialing", "active", "past_due", "unpaid", "paused"];

/** Whether a subscription charges a card now or later. */
export function isPayable(status: Stripe.Subscription.Status): boolean {
  return PAYABLE.includes(status);
}

/** Whether a subscription's first payment failed, or is not made yet. */
export function isUnpaidStart(status: Stripe.Subscription.Status): boolean {
  return status === "incomplete" || status === "incomplete_expired";
}
