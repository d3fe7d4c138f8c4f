import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { emit } from "#lib/stripe-simulator/core/emit.ts";
import { timeOf } from "#lib/stripe-simulator/core/time-of.ts";
import type { Invoice } from "./billing-objects.ts";
import { cancelOpenPayments, payInvoicePayment } from "./invoice-payment.ts";
import { subscriptionAfterInvoice } from "./subscription-after-invoice.ts";

/** What paid an invoice: a payment intent, money that never passed through Stripe, or nothing, as nothing was due. */
export type Payer = { kind: "intent"; intent: string } | { kind: "out_of_band" } | { kind: "nothing" };

/** Marks an open or uncollectible invoice as paid, and lets its subscription follow. */
export function markInvoicePaid(account: Account, invoice: Invoice, payer: Payer): void {
  const paid = invoice.amount_remaining;
  Object.assign(invoice, {
    status: "paid",
    attempted: true,
    auto_advance: false,
    amount_paid: invoice.amount_paid + paid,
    amount_remaining: 0,
    next_payment_attempt: null,
  } satisfies Partial<Invoice>);
  if (payer.kind === "out_of_band") invoice.amount_paid_off_stripe = paid;
  invoice.status_transitions.paid_at = timeOf(account, invoice.customer);
  if (invoice.billing_reason === "subscription_create" && payer.kind === "intent") {
    emit(account, "invoice.updated", invoice, { previous: { status: "open", amount_paid: 0, amount_remaining: paid } });
  }
  emit(account, "invoice.paid", invoice);
  if (payer.kind === "intent") {
    emit(account, "invoice.payment_succeeded", invoice);
    payInvoicePayment(account, invoice, payer.intent);
  } else {
    cancelOpenPayments(account, invoice);
  }
  subscriptionAfterInvoice(account, invoice);
}
