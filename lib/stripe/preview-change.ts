import type { Nanos } from "#lib/domain/money.ts";
import type { StripeConnection } from "./connection.ts";
import { ensurePlanPrice } from "./ensure-plan-price.ts";
import type { PaidPlan } from "./plan-price-key.ts";
import { readPreview } from "./read-preview.ts";
import { fromStripeTime, toStripeTime } from "./stripe-time.ts";

export type PreviewLine = {
  readonly description: string;
  readonly amountNanos: Nanos;
  readonly isProration: boolean;
};

/** What would be charged at once. Lines and tax add up to the total; the customer's balance is taken from it. */
export type ChangePreview = {
  readonly lines: readonly PreviewLine[];
  readonly taxNanos: Nanos;
  readonly totalNanos: Nanos;
  /** Taken from (positive) or added to (negative) the total for the customer's balance. */
  readonly balanceAppliedNanos: Nanos;
  readonly dueTodayNanos: Nanos;
  /** What a whole period costs from then on, before tax, and when the next one begins. */
  readonly renewalNanos: Nanos;
  readonly renewsAt: Date;
};

/** A change of a subscription's plan and quantity at once, prorated at an instant that its commit must repeat. */
export type ImmediateChange = {
  readonly customerId: string;
  readonly subscriptionId: string;
  readonly itemId: string;
  readonly plan: PaidPlan;
  readonly quantity: number;
  /** Whole seconds. */
  readonly prorationAt: Date;
};

/** What a change would cost, as Stripe computes it; nano-dollars. @throws when Stripe cannot say: never a zero instead */
export async function previewChange(connection: StripeConnection, change: ImmediateChange): Promise<ChangePreview> {
  const { customerId, subscriptionId, itemId, plan, quantity, prorationAt } = change;
  const price = await ensurePlanPrice(connection, plan);
  const invoice = await connection.client.invoices.createPreview({
    customer: customerId,
    subscription: subscriptionId,
    subscription_details: {
      items: [{ id: itemId, price, quantity }],
      proration_behavior: "always_invoice",
      proration_date: toStripeTime(prorationAt),
    },
  });
  const endSeconds = Math.max(...invoice.lines.data.map((line) => line.period.end));
  return readPreview(invoice, { plan, quantity, renewsAt: fromStripeTime(endSeconds) });
}
