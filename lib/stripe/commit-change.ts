import Stripe from "stripe";
import { centsToNanos } from "#lib/domain/cents.ts";
import type { Nanos } from "#lib/domain/money.ts";
import type { StripeConnection } from "./connection.ts";
import { ensurePlanPrice } from "./ensure-plan-price.ts";
import type { ImmediateChange } from "./preview-change.ts";
import { stripeId } from "./stripe-id.ts";
import { toStripeTime } from "./stripe-time.ts";

export type ChangeOutcome =
  /** What the change's invoice asked for, in nano-dollars; null where Stripe did not show it. */
  | { readonly outcome: "paid"; readonly chargedNanos: Nanos | null }
  /** The old plan stays. The message is the bank's, for the buyer; null when it gave none. */
  | { readonly outcome: "declined"; readonly message: string | null; readonly invoiceUrl: string | null }
  | { readonly outcome: "requires_action"; readonly invoiceUrl: string | null };

/**
 * Changes plan and quantity at once, only if what is due is paid. With the same key it happens once; an error that is
 * thrown says nothing of whether it happened, so repeat it with the same key or sync.
 */
export async function commitChange(
  connection: StripeConnection,
  change: ImmediateChange & { readonly idempotencyKey: string },
): Promise<ChangeOutcome> {
  const { subscriptionId, itemId, plan, quantity, prorationAt, idempotencyKey } = change;
  const price = await ensurePlanPrice(connection, plan);
  try {
    const subscription = await connection.client.subscriptions.update(
      subscriptionId,
      {
        items: [{ id: itemId, price, quantity }],
        proration_behavior: "always_invoice",
        proration_date: toStripeTime(prorationAt),
        payment_behavior: "pending_if_incomplete",
        expand: ["latest_invoice"],
      },
      { idempotencyKey },
    );
    return subscription.pending_update
      ? await unpaidOutcome(connection, subscription.latest_invoice)
      : { outcome: "paid", chargedNanos: chargedBy(subscription.latest_invoice) };
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeCardError)) throw error;
    return { outcome: "declined", message: error.message, invoiceUrl: null };
  }
}

function chargedBy(invoice: string | Stripe.Invoice | null): Nanos | null {
  return invoice && typeof invoice !== "string" ? centsToNanos(invoice.amount_due) : null;
}

/** The change waits for its invoice; why that is not paid is known by its payment. */
async function unpaidOutcome(
  { client }: StripeConnection,
  invoice: string | Stripe.Invoice | null,
): Promise<ChangeOutcome> {
  const invoiceUrl = invoice && typeof invoice !== "string" ? (invoice.hosted_invoice_url ?? null) : null;
  const invoiceId = stripeId(invoice);
  if (!invoiceId) return { outcome: "declined", message: null, invoiceUrl };
  const payments = await client.invoicePayments.list({ invoice: invoiceId, limit: 1 });
  const intentId = stripeId(payments.data[0]?.payment.payment_intent);
  const intent = intentId ? await client.paymentIntents.retrieve(intentId) : null;
  if (intent?.status === "requires_action") return { outcome: "requires_action", invoiceUrl };
  return { outcome: "declined", message: intent?.last_payment_error?.message ?? null, invoiceUrl };
}
