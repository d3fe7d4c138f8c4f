import type Stripe from "stripe";
import { centsToNanos } from "#lib/domain/cents.ts";
import { AppError } from "#lib/domain/errors.ts";
import { formatWholeCents } from "#lib/domain/money.ts";
import type { StripeConnection } from "./connection.ts";
import { stripeId } from "./stripe-id.ts";

/** How what was paid of an invoice goes back; cents. */
export type GivenBack = { readonly refundCents: number; readonly creditCents: number };

/**
 * Divides what is taken back of the paid part of an invoice by card: as much as is left of its charge is refunded, and
 * what the customer's balance or another way paid is kept as credit. What was refunded or disputed by itself is not given
 * back again.
 * @throws AppError when more is to be given back than is left
 */
export async function divideRefund(
  { client }: StripeConnection,
  invoice: Stripe.Invoice,
  paidCents: number,
): Promise<GivenBack> {
  const [payments, notes] = await Promise.all([
    client.invoicePayments.list({ invoice: invoice.id, status: "paid", limit: 100 }),
    client.creditNotes.list({ invoice: invoice.id, limit: 100 }),
  ]);
  let chargedCents = 0;
  let unrefundedCents = 0;
  for (const { payment } of payments.data) {
    const intentId = stripeId(payment.payment_intent);
    if (intentId === null) continue;
    const { latest_charge: charge } = await client.paymentIntents.retrieve(intentId, { expand: ["latest_charge"] });
    if (charge === null || typeof charge === "string") continue;
    chargedCents += charge.amount;
    if (!charge.disputed) unrefundedCents += charge.amount - charge.amount_refunded;
  }
  const creditedCents = notes.data.reduce((sum, note) => {
    const refunded = note.refunds.reduce((part, { amount_refunded: amount }) => part + amount, 0);
    return sum + note.post_payment_amount - refunded;
  }, 0);
  const { total, pre_payment_credit_notes_amount: waived, amount_remaining: remaining } = invoice;
  const creditableCents = Math.max(0, total - waived - remaining - chargedCents - creditedCents);
  const refundCents = Math.min(paidCents, unrefundedCents);
  const creditCents = paidCents - refundCents;
  if (creditCents > creditableCents) {
    const left = formatWholeCents(centsToNanos(unrefundedCents + creditableCents));
    throw new AppError(
      "conflict",
      `Its payment was refunded or disputed by itself, so only ${left} of it can be given back. Give at most that.`,
    );
  }
  return { refundCents, creditCents };
}
