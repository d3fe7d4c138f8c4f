import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { emit } from "#lib/stripe-simulator/core/emit.ts";
import { invalidRequest } from "#lib/stripe-simulator/core/stripe-failure.ts";
import {
  type ChargeRequest,
  type ChargeResult,
  chargeCustomer,
  confirmIntent,
} from "#lib/stripe-simulator/payments/charge-customer.ts";
import { invoiceNote } from "./billing-notes.ts";
import type { Invoice } from "./billing-objects.ts";
import { scheduleRetry, subscriptionAfterFailure, subscriptionWhileProcessing } from "./dunning.ts";
import { openInvoicePayment, refuseWhileProcessing } from "./invoice-payment.ts";
import { subscriptionOf } from "./invoice-subscription.ts";
import { markInvoicePaid } from "./mark-invoice-paid.ts";

export type Collection = {
  /** Other than the default one of the subscription or customer. */
  readonly paymentMethod?: string | null;
  readonly isOffSession: boolean;
  /** Scheduled attempts count towards the retries; what a person starts does not, but for the first. */
  readonly isScheduled: boolean;
};

/** A scheduled attempt: without a payment method it fails like a declined one. */
export function collectOnSchedule(account: Account, invoice: Invoice): void {
  if (defaultMethodOf(account, invoice) !== null) {
    collectInvoice(account, invoice, { isOffSession: true, isScheduled: true });
    return;
  }
  invoice.attempt_count += 1;
  invoice.attempted = true;
  failAttempt(account, invoice);
}

/**
 * Tries to pay an open invoice by payment method, and lets the invoice and its subscription follow the outcome. 400
 * when there is no payment method.
 */
export function collectInvoice(account: Account, invoice: Invoice, how: Collection): ChargeResult {
  refuseWhileProcessing(account, invoice);
  const paymentMethod = how.paymentMethod ?? defaultMethodOf(account, invoice);
  if (paymentMethod === null) throw noMethod();
  const result = chargeInvoice(account, invoice, paymentMethod, how.isOffSession);
  followPayment(account, invoice, { ...result, isScheduled: how.isScheduled });
  return result;
}

/** What an invoice does when an attempt to pay it has an outcome. */
export function followPayment(
  account: Account,
  invoice: Invoice,
  attempt: Pick<ChargeResult, "outcome" | "intent"> & { isScheduled: boolean },
): void {
  if (attempt.isScheduled || invoice.attempt_count === 0) invoice.attempt_count += 1;
  invoice.attempted = true;
  const intent = attempt.intent.id;
  invoiceNote(account, invoice.id).intent = intent;
  openInvoicePayment(account, invoice, intent);
  if (attempt.outcome === "succeeded") {
    markInvoicePaid(account, invoice, { kind: "intent", intent });
    return;
  }
  if (attempt.outcome === "processing") {
    subscriptionWhileProcessing(account, invoice);
    return;
  }
  if (attempt.outcome === "requires_action") emit(account, "invoice.payment_action_required", invoice);
  failAttempt(account, invoice);
}

function failAttempt(account: Account, invoice: Invoice): void {
  scheduleRetry(account, invoice);
  emit(account, "invoice.payment_failed", invoice);
  subscriptionAfterFailure(account, invoice);
}

/** The payment intent of an invoice, made when it is first needed. Leaves it unconfirmed. */
export function intentOf(account: Account, invoice: Invoice): string {
  const note = invoiceNote(account, invoice.id);
  note.intent ??= chargeCustomer(account, chargeOf(account, invoice, null, false)).intent.id;
  openInvoicePayment(account, invoice, note.intent);
  return note.intent;
}

/** The payment method of the invoice, else of its subscription, else of the customer. */
export function defaultMethodOf(account: Account, invoice: Invoice): string | null {
  const customer = account.tables.customers.get(invoice.customer ?? "");
  const inOrder = [
    invoice.default_payment_method,
    subscriptionOf(account, invoice)?.default_payment_method,
    customer?.invoice_settings.default_payment_method,
  ];
  // A method that was detached since cannot be charged.
  return inOrder.find((id) => id && account.tables.paymentMethods.get(id)?.customer === customer?.id) ?? null;
}

/** 400, as Stripe words it when there is nothing to charge. */
export function noMethod(): Error {
  return invalidRequest(
    "This customer has no attached payment source or default payment method. Please consider adding a default payment method.",
    { code: "resource_missing" },
  );
}

function chargeInvoice(account: Account, invoice: Invoice, paymentMethod: string, isOffSession: boolean): ChargeResult {
  const { intent } = invoiceNote(account, invoice.id);
  const kept = intent === undefined ? undefined : account.tables.paymentIntents.get(intent);
  if (kept && kept.amount === invoice.amount_remaining && kept.status !== "canceled") {
    return confirmIntent(account, kept.id, { paymentMethod, isOffSession });
  }
  return chargeCustomer(account, chargeOf(account, invoice, paymentMethod, isOffSession));
}

/** The charge that pays what remains of an invoice. */
export function chargeOf(
  account: Account,
  invoice: Invoice,
  paymentMethod: string | null,
  isOffSession: boolean,
): ChargeRequest {
  const subscription = subscriptionOf(account, invoice);
  return {
    customer: invoice.customer,
    amount: invoice.amount_remaining,
    currency: invoice.currency,
    paymentMethod,
    isOffSession,
    invoice: invoice.id,
    description: subscription === null ? `Payment for Invoice ${invoice.number}` : DESCRIPTIONS[reasonOf(invoice)],
    setupFutureUsage: subscription === null ? null : "off_session",
    receiptEmail: invoice.customer_email,
  };
}

const DESCRIPTIONS = { first: "Subscription creation", later: "Subscription update" } as const;

function reasonOf(invoice: Invoice): keyof typeof DESCRIPTIONS {
  return invoice.billing_reason === "subscription_create" ? "first" : "later";
}
