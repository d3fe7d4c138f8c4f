import Stripe from "stripe";
import type { StripeConnection } from "./connection.ts";
import { stripeId } from "./stripe-id.ts";

/** Ends a subscription that should not be there at once and refunds what was paid for it. Doing it twice changes nothing. */
export async function cancelAndRefund({ client }: StripeConnection, subscriptionId: string): Promise<void> {
  const { status, latest_invoice: invoice } = await client.subscriptions.retrieve(subscriptionId);
  if (status !== "canceled" && status !== "incomplete_expired") {
    await client.subscriptions.cancel(subscriptionId, { prorate: false, invoice_now: false });
  }
  const invoiceId = stripeId(invoice);
  if (!invoiceId) return;
  const payments = await client.invoicePayments.list({ invoice: invoiceId });
  for (const { status: paymentStatus, payment } of payments.data) {
    const intentId = stripeId(payment.payment_intent);
    if (paymentStatus === "paid" && intentId) await refundOnce(client, intentId);
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
