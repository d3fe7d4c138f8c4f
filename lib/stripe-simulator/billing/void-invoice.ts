import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { emit } from "#lib/stripe-simulator/core/emit.ts";
import { invalidRequest } from "#lib/stripe-simulator/core/stripe-failure.ts";
import { timeOf } from "#lib/stripe-simulator/core/time-of.ts";
import { cancelIntent } from "#lib/stripe-simulator/payments/cancel-intent.ts";
import { moveBalance } from "#lib/stripe-simulator/payments/move-balance.ts";
import { invoiceNote } from "./billing-notes.ts";
import type { Invoice } from "./billing-objects.ts";
import { cancelOpenPayments, refuseWhileProcessing } from "./invoice-payment.ts";
import { subscriptionAfterInvoice } from "./subscription-after-invoice.ts";

/** Takes an open or uncollectible invoice back for good; what it took from the customer's balance returns. */
export function voidInvoice(account: Account, invoice: Invoice): void {
  refuseUnless(invoice, ["open", "uncollectible"], "void");
  refuseWhileProcessing(account, invoice);
  closeInvoice(account, invoice, "void");
  invoice.status_transitions.voided_at = timeOf(account, invoice.customer);
  const applied = invoice.starting_balance - (invoice.ending_balance ?? invoice.starting_balance);
  if (applied !== 0 && invoice.customer !== null) {
    moveBalance(account, invoice.customer, applied, "unapplied_from_invoice", { invoice: invoice.id });
  }
  emit(account, "invoice.voided", invoice);
  subscriptionAfterInvoice(account, invoice);
}

/** Gives an open invoice up: it may still be paid, but nothing tries to collect it. */
export function markUncollectible(account: Account, invoice: Invoice): void {
  refuseUnless(invoice, ["open"], "mark as uncollectible");
  closeInvoice(account, invoice, "uncollectible");
  invoice.status_transitions.marked_uncollectible_at = timeOf(account, invoice.customer);
  invoice.status_details = { uncollectible: { reason: "user_forgiven" } };
  emit(account, "invoice.marked_uncollectible", invoice);
  subscriptionAfterInvoice(account, invoice);
}

function closeInvoice(account: Account, invoice: Invoice, status: "void" | "uncollectible"): void {
  invoice.status = status;
  invoice.auto_advance = false;
  invoice.next_payment_attempt = null;
  if (status === "uncollectible") return;
  const intent = account.tables.paymentIntents.get(invoiceNote(account, invoice.id).intent ?? "");
  if (intent !== undefined && intent.status !== "canceled") cancelIntent(account, intent.id, "void_invoice");
  cancelOpenPayments(account, invoice);
}

function refuseUnless(invoice: Invoice, allowed: readonly string[], verb: string): void {
  if (allowed.includes(invoice.status ?? "")) return;
  throw invalidRequest(
    `You can only ${verb} an invoice that is ${allowed.join(" or ")}. This one is ${invoice.status}.`,
    {
      code: "status_transition_invalid",
    },
  );
}
