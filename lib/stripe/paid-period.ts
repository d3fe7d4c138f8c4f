import type Stripe from "stripe";
import type { PlanId } from "#lib/domain/catalog/plans.ts";
import type { StripeConnection } from "./connection.ts";
import { planOf } from "./plan-metadata.ts";
import { stripeId } from "./stripe-id.ts";
import { isWithdrawal } from "./withdrawal-metadata.ts";

export type PaidPeriod = {
  /** Whether the invoice that the present period began with is paid. */
  readonly isPeriodPaid: boolean;
  /** What it paid a whole period of, which a change within the period does not alter; null for a part of a month. */
  readonly renewedTo: { readonly plan: PlanId; readonly seats: number } | null;
};

/** Stripe renews before it charges, so that a period has begun says nothing of whether it is paid. */
export async function paidPeriod(
  { client }: StripeConnection,
  { id, status, items }: Stripe.Subscription,
): Promise<PaidPeriod> {
  const unpaid = { isPeriodPaid: false, renewedTo: null };
  const [item] = items.data;
  if (!item || status === "canceled" || status === "incomplete_expired") return unpaid;
  const invoices = await client.invoices.list({ subscription: id, limit: 100 });
  const invoice = invoices.data.find(
    ({ billing_reason: reason, created }) =>
      created >= item.current_period_start && (reason === "subscription_cycle" || reason === "subscription_create"),
  );
  if (invoice?.status !== "paid" || invoice.lines.data.some(isWithdrawal)) return unpaid;
  if (invoice.billing_reason === "subscription_create") return { isPeriodPaid: true, renewedTo: null };
  const line = invoice.lines.data.find(({ parent }) => parent?.subscription_item_details?.proration === false);
  const priceId = stripeId(line?.pricing?.price_details?.price ?? null);
  if (!line || !priceId) return { isPeriodPaid: true, renewedTo: null };
  const price = priceId === item.price.id ? item.price : await client.prices.retrieve(priceId);
  const plan = planOf(price);
  return { isPeriodPaid: true, renewedTo: plan && { plan, seats: line.quantity ?? 1 } };
}
