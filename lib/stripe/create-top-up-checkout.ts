import type { PlanId } from "#lib/domain/catalog/plans.ts";
import { nanosToCents } from "#lib/domain/cents.ts";
import type { Nanos } from "#lib/domain/money.ts";
import type { StripeConnection } from "./connection.ts";
import { type CheckoutPage, checkoutPage } from "./create-plan-checkout.ts";
import { topUpMetadata } from "./top-up-metadata.ts";

export type TopUpCheckout = {
  readonly customerId: string;
  readonly workspaceId: string;
  readonly topUpId: string;
  /** Whole cents. */
  readonly amountNanos: Nanos;
  /** Only Enterprise pays by bank debit too: it takes days, for which nothing can be spent. */
  readonly plan?: PlanId;
  readonly successUrl: string;
  readonly cancelUrl: string;
};

/** Stripe's page on which credits are bought. Idempotent by the top-up's id. */
export async function createTopUpCheckout(
  { client }: StripeConnection,
  checkout: TopUpCheckout,
): Promise<CheckoutPage> {
  const { workspaceId, topUpId } = checkout;
  const metadata = topUpMetadata({ workspaceId, topUpId });
  const session = await client.checkout.sessions.create(
    {
      mode: "payment",
      customer: checkout.customerId,
      client_reference_id: workspaceId,
      line_items: [
        {
          price_data: {
            currency: "usd",
            unit_amount: nanosToCents(checkout.amountNanos),
            product_data: { name: "Credits" },
          },
          quantity: 1,
        },
      ],
      allowed_payment_method_types: checkout.plan === "enterprise" ? ["card", "us_bank_account"] : ["card"],
      // Credits are dollars: what is paid in another currency would have to be converted back.
      adaptive_pricing: { enabled: false },
      success_url: checkout.successUrl,
      cancel_url: checkout.cancelUrl,
      metadata,
      payment_intent_data: { setup_future_usage: "off_session", metadata, description: "Credits" },
    },
    { idempotencyKey: `topup:${topUpId}` },
  );
  return checkoutPage(session);
}
