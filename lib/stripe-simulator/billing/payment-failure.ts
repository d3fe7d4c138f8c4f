import { StripeFailure } from "#lib/stripe-simulator/core/stripe-failure.ts";
import type { ChargeResult } from "#lib/stripe-simulator/payments/charge-customer.ts";

/** The 402 that answers a payment which had to succeed at once and did not. */
export function paymentFailure({ outcome, error, intent }: ChargeResult): StripeFailure {
  if (outcome !== "requires_action" && error !== null) return new StripeFailure(402, error);
  return new StripeFailure(402, {
    type: "card_error",
    code: "invoice_payment_intent_requires_action",
    message: "This payment requires additional user action before it can be completed successfully.",
    payment_intent: structuredClone(intent),
  });
}
