import type { StripeConnection } from "./connection.ts";
import { type CheckoutPage, checkoutPage } from "./create-plan-checkout.ts";

export type CardCheckout = {
  readonly customerId: string;
  readonly workspaceId: string;
  /** Who changes the card. */
  readonly userId: string;
  readonly successUrl: string;
  readonly cancelUrl: string;
  readonly idempotencyKey: string;
};

/** Stripe's page on which a card is saved for later payments. */
export async function createCardCheckout({ client }: StripeConnection, checkout: CardCheckout): Promise<CheckoutPage> {
  const { workspaceId, userId } = checkout;
  const session = await client.checkout.sessions.create(
    {
      mode: "setup",
      currency: "usd",
      customer: checkout.customerId,
      client_reference_id: workspaceId,
      allowed_payment_method_types: ["card"],
      success_url: checkout.successUrl,
      cancel_url: checkout.cancelUrl,
      metadata: { workspaceId, userId },
    },
    { idempotencyKey: checkout.idempotencyKey },
  );
  return checkoutPage(session);
}
