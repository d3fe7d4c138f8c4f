import type { StripeConnection } from "./connection.ts";
import { ensurePlanPrice } from "./ensure-plan-price.ts";
import type { PaidPlan } from "./plan-price-key.ts";
import type { ChangePreview } from "./preview-change.ts";
import { readPreview } from "./read-preview.ts";
import { toStripeTime } from "./stripe-time.ts";

export type SubscriptionStart = {
  /** Null where the workspace is no customer yet. */
  readonly customerId: string | null;
  readonly plan: PaidPlan;
  readonly quantity: number;
  /** When the first whole period begins: 00:00 UTC on the 1st. */
  readonly anchorAt: Date;
};

/** What a new subscription would cost if it began now, with the first part month prorated; nano-dollars. */
export async function previewStart(connection: StripeConnection, start: SubscriptionStart): Promise<ChangePreview> {
  const { customerId, plan, quantity, anchorAt } = start;
  const price = await ensurePlanPrice(connection, plan);
  const invoice = await connection.client.invoices.createPreview({
    ...(customerId === null ? { currency: "usd" } : { customer: customerId }),
    subscription_details: {
      items: [{ price, quantity }],
      billing_cycle_anchor: { type: "timestamp", timestamp: toStripeTime(anchorAt) },
      proration_behavior: "create_prorations",
    },
  });
  return readPreview(invoice, { plan, quantity, renewsAt: anchorAt });
}
