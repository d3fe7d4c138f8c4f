import Stripe from "stripe";
import type { StripeConnection } from "./connection.ts";

/** Makes sure that a payment which was not made is never made later. One that has ended is left alone. */
export async function cancelPayment({ client }: StripeConnection, paymentIntentId: string): Promise<void> {
  try {
    await client.paymentIntents.cancel(paymentIntentId);
  } catch (error) {
    const hasEnded =
      error instanceof Stripe.errors.StripeInvalidRequestError && error.code === "payment_intent_unexpected_state";
    if (!hasEnded) throw error;
  }
}
