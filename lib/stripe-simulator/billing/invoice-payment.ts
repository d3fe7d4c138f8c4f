import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { emit } from "#lib/stripe-simulator/core/emit.ts";
import { newId } from "#lib/stripe-simulator/core/id.ts";
import { invalidRequest } from "#lib/stripe-simulator/core/stripe-failure.ts";
import { timeOf } from "#lib/stripe-simulator/core/time-of.ts";
import type { Invoice, InvoicePayment } from "./billing-objects.ts";

/** Every payment of an invoice, the oldest first. */
export function paymentsOf(account: Account, invoiceId: string): InvoicePayment[] {
  return [...account.tables.invoicePayments.values()].filter((payment) => payment.invoice === invoiceId);
}

/** Refuses what may not be done to an invoice whose money is on its way from the bank. */
export function refuseWhileProcessing(account: Account, invoice: Invoice): void {
  if (!isProcessing(account, invoice)) return;
  throw invalidRequest("A payment of this invoice is being processed by the bank. Wait until it succeeds or fails.", {
    code: "payment_intent_unexpected_state",
  });
}

export function isProcessing(account: Account, invoice: Invoice): boolean {
  return paymentsOf(account, invoice.id).some(
    ({ payment }) => account.tables.paymentIntents.get(payment.payment_intent ?? "")?.status === "processing",
  );
}

/** Ties a payment intent to the invoice that it is to pay; an earlier intent that is not paid is canceled by it. */
export function openInvoicePayment(account: Account, invoice: Invoice, intentId: string): InvoicePayment {
  const now = timeOf(account, invoice.customer);
  const earlier = paymentsOf(account, invoice.id).filter((payment) => payment.status === "open");
  const same = earlier.find((payment) => payment.payment.payment_intent === intentId);
  if (same) return same;
  for (const payment of earlier) cancelPayment(payment, now);
  const payment: InvoicePayment = {
    id: newId("inpay"),
    object: "invoice_payment",
    amount_paid: null,
    amount_requested: invoice.amount_remaining,
    created: now,
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: true,
    livemode: false,
    payment: { type: "payment_intent", payment_intent: intentId },
    status: "open",
    status_transitions: { canceled_at: null, paid_at: null },
  };
  account.tables.invoicePayments.set(payment.id, payment);
  return payment;
}

export function payInvoicePayment(account: Account, invoice: Invoice, intentId: string): void {
  const payment = openInvoicePayment(account, invoice, intentId);
  payment.status = "paid";
  payment.amount_paid = payment.amount_requested;
  payment.status_transitions.paid_at = timeOf(account, invoice.customer);
  emit(account, "invoice_payment.paid", payment);
}

/** Cancels what is still open, once the invoice is paid otherwise or void. */
export function cancelOpenPayments(account: Account, invoice: Invoice): void {
  const now = timeOf(account, invoice.customer);
  for (const payment of paymentsOf(account, invoice.id)) if (payment.status === "open") cancelPayment(payment, now);
}

function cancelPayment(payment: InvoicePayment, now: number): void {
  payment.status = "canceled";
  payment.is_default = false;
  payment.status_transitions.canceled_at = now;
}
