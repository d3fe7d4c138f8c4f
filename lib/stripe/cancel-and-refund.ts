import Stripe from "stripe";
import type { StripeConnection } from "./connection.ts";
import { stripeId } from "./stripe-id.ts";

/**
 * Refunds what was paid last for a subscription that should not be there, and ends it at once. The refund comes first:
 * where it fails, the subscription is still there to be found and ended the next time. Doing it twice changes nothing.
 * @throws when Stripe does not confirm the refund or the end: do it again later
 */
export async function cancelAndRefund({ client }: StripeConnection, subscriptionId: string): Promise<void> {
  const { status, latest_invoice: invoice } = await client.subscriptions.retrieve(subscriptionId);
  const invoiceId = stripeId(invoice);
  if (invoiceId) await refundInvoice(client, invoiceId);
  if (status === "canceled" || status === "incomplete_expired") return;
  await client.subscriptions.cancel(subscriptionId, { prorate: false, invoice_now: false });
  // What was paid between the first look and the end.
  if (invoiceId) await refundInvoice(client, invoiceId);
}

async function refundInvoice(client: Stripe, invoiceId: string): Promise<void> {
  const payments = await client.invoicePayments.list({ invoice: invoiceId });
  for (const { status, payment } of payments.data) {
    const intentId = stripeId(payment.payment_intent);
    if (status === "paid" && intentId) await refundOnce(client, intentId);
  }
}

async function refundOnce(client: Stripe, paymentIntentId: string): Promise<void> {
  try {
    await client.refunds.create(
      { payment_intent: paymentIntentId, reason: "duplicate" },
      { idempotencyKey: `refund:${paymentIntentId}` },
    );
  } catch (error) {
    const isDone = error instanceof Stripe.errors.StripeError && error.code === "charge_already_refunded";
    if (!isDone) throw error;
  }
}
