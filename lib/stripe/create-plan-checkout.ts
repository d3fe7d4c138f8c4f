import type Stripe from "stripe";
import type { StripeConnection } from "./connection.ts";
import { ensurePlanPrice } from "./ensure-plan-price.ts";
import type { PaidPlan } from "./plan-price-key.ts";
import { toStripeTime } from "./stripe-time.ts";

export type CheckoutPage = { readonly sessionId: string; readonly url: string };

export type PlanCheckout = {
  readonly customerId: string;
  readonly workspaceId: string;
  readonly plan: PaidPlan;
  readonly quantity: number;
  /** When the first whole period begins: 00:00 UTC on the 1st. Until then it is prorated. */
  readonly anchorAt: Date;
  /** May contain {CHECKOUT_SESSION_ID}. */
  readonly successUrl: string;
  readonly cancelUrl: string;
  /** Between 30 minutes and 24 hours from now; 24 hours when it is not said. */
  readonly expiresAt?: Date;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly idempotencyKey: string;
};

/** Stripe's page on which a subscription is bought by card. */
export async function createPlanCheckout(connection: StripeConnection, checkout: PlanCheckout): Promise<CheckoutPage> {
  const { workspaceId, plan, quantity, anchorAt, expiresAt, idempotencyKey } = checkout;
  const price = await ensurePlanPrice(connection, plan);
  const session = await connection.client.checkout.sessions.create(
    {
      mode: "subscription",
      customer: checkout.customerId,
      client_reference_id: workspaceId,
      line_items: [{ price, quantity }],
      allowed_payment_method_types: ["card"],
      adaptive_pricing: { enabled: false },
      success_url: checkout.successUrl,
      cancel_url: checkout.cancelUrl,
      ...(expiresAt && { expires_at: toStripeTime(expiresAt) }),
      metadata: { ...checkout.metadata, workspaceId },
      subscription_data: {
        metadata: { workspaceId },
        billing_cycle_anchor: toStripeTime(anchorAt),
        proration_behavior: "create_prorations",
      },
    },
    { idempotencyKey },
  );
  return checkoutPage(session);
}

/** Where to send the buyer. @throws when Stripe gave no address */
export function checkoutPage({ id, url }: Stripe.Checkout.Session): CheckoutPage {
  if (!url) throw new Error(`Stripe gave no page for the checkout ${id}`);
  return { sessionId: id, url };
}
