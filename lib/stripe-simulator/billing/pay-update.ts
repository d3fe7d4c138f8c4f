import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { emit } from "#lib/stripe-simulator/core/emit.ts";
import { type ChargeResult, chargeCustomer } from "#lib/stripe-simulator/payments/charge-customer.ts";
import { invoiceNote, subscriptionNote } from "./billing-notes.ts";
import type { Invoice, InvoiceItem, PaymentBehavior, Subscription } from "./billing-objects.ts";
import { chargeOf, collectInvoice, defaultMethodOf, followPayment, intentOf, noMethod } from "./collect-invoice.ts";
import type { InvoiceDraft } from "./compose-invoice.ts";
import { finalizeInvoice } from "./finalize-invoice.ts";
import { refuseWhileProcessing } from "./invoice-payment.ts";
import { paymentFailure } from "./payment-failure.ts";
import type { PlannedUpdate } from "./plan-update.ts";
import { saveInvoice } from "./save-invoice.ts";
import { sendInvoice } from "./send-invoice.ts";
import { voidInvoice } from "./void-invoice.ts";

export type UpdatePayment =
  /** The change is to be made; `isUnpaid` when its invoice waits for money. */
  | { isHeld: false; invoice: string | null; isUnpaid: boolean }
  /** The change has to wait until this invoice is paid. */
  | { isHeld: true; invoice: string };

type How = { readonly behavior: PaymentBehavior; readonly isOffSession: boolean };

/** Keeps the prorations of an update and, where it has an invoice of its own, bills and collects that. */
export function payUpdate(
  account: Account,
  subscription: Subscription,
  { items, draft }: PlannedUpdate,
  how: How,
): UpdatePayment {
  const isCharged = subscription.collection_method === "charge_automatically" && (draft?.invoice.amount_due ?? 0) > 0;
  const earlier = account.tables.invoices.get(subscriptionNote(account, subscription.id).pending?.invoice ?? "");
  if (earlier !== undefined) refuseWhileProcessing(account, earlier);
  const prepaid = draft !== null && isCharged ? payBeforehand(account, draft, how) : null;
  if (earlier !== undefined) voidInvoice(account, earlier);
  keepItems(account, items);
  if (draft === null) return { isHeld: false, invoice: null, isUnpaid: false };
  const invoice = saveInvoice(account, draft, { isFinalizedLater: false });
  const note = invoiceNote(account, invoice.id);
  note.isDecidedByUpdate = true;
  finalizeInvoice(account, invoice);
  const isSettled = invoice.status === "paid" || settle(account, invoice, how, prepaid);
  delete note.isDecidedByUpdate;
  if (!isSettled && how.behavior === "pending_if_incomplete") return { isHeld: true, invoice: invoice.id };
  return { isHeld: false, invoice: invoice.id, isUnpaid: !isSettled };
}

/** Adds invoice items that a calculation came up with. */
export function keepItems(account: Account, items: readonly InvoiceItem[]): void {
  for (const item of items) {
    account.tables.invoiceItems.set(item.id, item);
    emit(account, "invoiceitem.created", item);
  }
}

/** Whether the update may go on as if paid: it is, or the bank is at it, or the buyer pays by invoice. */
function settle(account: Account, invoice: Invoice, how: How, prepaid: ChargeResult | null): boolean {
  if (invoice.collection_method === "send_invoice") {
    sendInvoice(account, invoice);
    return true;
  }
  if (how.behavior === "default_incomplete") {
    intentOf(account, invoice);
    return false;
  }
  if (prepaid !== null) followPayment(account, invoice, { ...prepaid, isScheduled: true });
  const { outcome } =
    prepaid ?? collectInvoice(account, invoice, { isOffSession: how.isOffSession, isScheduled: true });
  return outcome === "succeeded" || outcome === "processing";
}

/** Refuses before anything is kept; for `error_if_incomplete` the money moves first, so that a decline changes nothing. */
function payBeforehand(account: Account, { invoice }: InvoiceDraft, how: How): ChargeResult | null {
  if (how.behavior === "default_incomplete") return null;
  const paymentMethod = defaultMethodOf(account, invoice);
  if (paymentMethod === null) throw noMethod();
  if (how.behavior !== "error_if_incomplete") return null;
  const result = chargeCustomer(account, chargeOf(account, invoice, paymentMethod, how.isOffSession));
  if (result.outcome === "failed" || result.outcome === "requires_action") throw paymentFailure(result);
  return result;
}
