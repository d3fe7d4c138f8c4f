import type Stripe from "stripe";
import type { Account, Wire } from "#lib/stripe-simulator/core/account.ts";

/** Tells every part that a payment is over which was not when it was made. */
export function settled(account: Account, intent: Wire<Stripe.PaymentIntent>): void {
  for (const part of account.world.parts) part.onPaymentSettled?.(account, intent);
}
