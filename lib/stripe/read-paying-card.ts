import type Stripe from "stripe";
import type { StripeConnection } from "./connection.ts";
import { type BilledCard, billedCard } from "./read-saved-card.ts";
import { stripeId } from "./stripe-id.ts";

/** The card that paid an invoice and is saved with its customer; null where something else did, or it was not saved. */
export async function readPayingCard(
  { client }: StripeConnection,
  { invoiceId, customerId }: { invoiceId: string; customerId: string },
): Promise<BilledCard | null> {
  const payments = await client.invoicePayments.list({ invoice: invoiceId, status: "paid", limit: 10 });
  const intentId = payments.data.map(({ payment }) => stripeId(payment.payment_intent)).find((id) => id !== null);
  if (!intentId) return null;
  const intent = await client.paymentIntents.retrieve(intentId, { expand: ["payment_method"] });
  const method = intent.payment_method as Stripe.PaymentMethod | string | null;
  if (method === null || typeof method === "string" || stripeId(method.customer) !== customerId) return null;
  return billedCard(method);
}
