import { centsToNanos } from "#lib/domain/cents.ts";
import { type Nanos, sumNanos } from "#lib/domain/money.ts";
import type { StripeConnection } from "./connection.ts";
import { type PlanInvoice, planInvoice } from "./read-plan-invoices.ts";
import { stripeId } from "./stripe-id.ts";

export type PlanPayment = {
  readonly customerId: string;
  readonly invoice: PlanInvoice;
  /** What was given back of it by now, refunds on their way included; nano-dollars. */
  readonly refundedNanos: Nanos;
};

/** The invoice of a plan that a payment paid, and what was given back of it; null for any other payment. */
export async function readPlanPayment(
  { client }: StripeConnection,
  paymentIntentId: string,
): Promise<PlanPayment | null> {
  const paid = await client.invoicePayments.list({
    payment: { type: "payment_intent", payment_intent: paymentIntentId },
    limit: 1,
  });
  const invoiceId = stripeId(paid.data[0]?.invoice);
  if (!invoiceId) return null;
  const stripeInvoice = await client.invoices.retrieve(invoiceId);
  const invoice = planInvoice(stripeInvoice);
  const customerId = stripeId(stripeInvoice.customer);
  if (!invoice || !customerId) return null;
  const refundedNanos: Nanos[] = [];
  for await (const { amount, status } of client.refunds.list({ payment_intent: paymentIntentId, limit: 100 })) {
    if (status !== "failed" && status !== "canceled") refundedNanos.push(centsToNanos(amount));
  }
  return { customerId, invoice, refundedNanos: sumNanos(refundedNanos) };
}
