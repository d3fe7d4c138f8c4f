import type Stripe from "stripe";
import type { Account, Wire } from "#lib/stripe-simulator/core/account.ts";
import { timeOf } from "#lib/stripe-simulator/core/time-of.ts";
import { payFromCash } from "#lib/stripe-simulator/payments/pay-from-cash.ts";
import { subscriptionNote } from "./billing-notes.ts";
import type { Invoice } from "./billing-objects.ts";
import { cancelSubscription } from "./cancel-subscription.ts";
import { chargeOf, followPayment } from "./collect-invoice.ts";
import { isProcessing } from "./invoice-payment.ts";
import { subscriptionOf } from "./invoice-subscription.ts";
import { voidInvoice } from "./void-invoice.ts";

const OUTCOMES = {
  succeeded: "succeeded",
  processing: "processing",
  requires_action: "requires_action",
  requires_payment_method: "failed",
} as const;

/** Lets an invoice follow its payment intent, where that was settled by the bank, by time or by the payer. */
export function followSettledIntent(account: Account, intent: Wire<Stripe.PaymentIntent>): void {
  const outcome = intent.status in OUTCOMES ? OUTCOMES[intent.status as keyof typeof OUTCOMES] : null;
  const payment = [...account.tables.invoicePayments.values()].find(
    (one) => one.payment.payment_intent === intent.id && one.status === "open",
  );
  const invoice = account.tables.invoices.get(payment?.invoice ?? "");
  if (outcome === null || (invoice?.status !== "open" && invoice?.status !== "uncollectible")) return;
  followPayment(account, invoice, { outcome, intent, isScheduled: false });
  const subscription = subscriptionOf(account, invoice);
  const isHeld = subscription !== null && subscriptionNote(account, subscription.id).pending?.invoice === invoice.id;
  const expiresAt = subscription?.pending_update?.expires_at ?? Number.POSITIVE_INFINITY;
  // The update outlived its day only because the bank was at it.
  if (isHeld && outcome === "failed" && expiresAt <= timeOf(account, invoice.customer)) voidInvoice(account, invoice);
}

/** Pays a customer's open invoices from the cash balance, the oldest first, each whole or not at all. */
export function payFromArrivedCash(account: Account, customer: string): void {
  for (const invoice of account.tables.invoices.values()) {
    if (invoice.customer !== customer || invoice.status !== "open" || !takesTransfers(invoice)) continue;
    if (isProcessing(account, invoice)) continue;
    const { amount, currency, description } = chargeOf(account, invoice, null, true);
    const result = payFromCash(account, { customer, amount, currency, invoice: invoice.id, description });
    if (result !== null) followPayment(account, invoice, { ...result, isScheduled: false });
  }
}

/** A deleted customer keeps its invoices, but none of its subscriptions. */
export function cancelAllOf(account: Account, customer: string): void {
  for (const subscription of account.tables.subscriptions.values()) {
    const isEnded = subscription.status === "canceled" || subscription.status === "incomplete_expired";
    if (subscription.customer === customer && !isEnded) {
      cancelSubscription(account, subscription, { isProrated: false, isInvoicedNow: false });
    }
  }
}

function takesTransfers(invoice: Invoice): boolean {
  const types = invoice.payment_settings.payment_method_types;
  return invoice.collection_method === "send_invoice" && (types === null || types.includes("customer_balance"));
}
