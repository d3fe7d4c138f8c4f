import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { invalidRequest } from "#lib/stripe-simulator/core/stripe-failure.ts";
import { subscriptionNote } from "./billing-notes.ts";
import type { Subscription } from "./billing-objects.ts";
import { collectOnSchedule } from "./collect-invoice.ts";
import { endSubscription } from "./end-subscription.ts";
import { finalizeInvoice } from "./finalize-invoice.ts";
import { isProcessing } from "./invoice-payment.ts";
import { keepItems } from "./pay-update.ts";
import { dropHeldUpdate } from "./pending-update.ts";
import { planCancellation } from "./plan-cancellation.ts";
import { saveInvoice } from "./save-invoice.ts";
import { voidInvoice } from "./void-invoice.ts";

/**
 * Ends a subscription now. `isProrated` gives the unused time back as an invoice item; `isInvoicedNow` bills that and
 * all else that waits for an invoice at once.
 */
export function cancelSubscription(
  account: Account,
  subscription: Subscription,
  options: { isProrated: boolean; isInvoicedNow: boolean },
): Subscription {
  if (subscription.status === "canceled" || subscription.status === "incomplete_expired") {
    throw invalidRequest(`No such subscription: '${subscription.id}'`, { code: "resource_missing", param: "id" });
  }
  if (subscription.status === "incomplete") return abandonFirst(account, subscription);
  const held = account.tables.invoices.get(subscriptionNote(account, subscription.id).pending?.invoice ?? "");
  if (held?.status === "open") {
    if (isProcessing(account, held)) dropHeldUpdate(account, subscription);
    else voidInvoice(account, held);
  }
  const { items, draft } = planCancellation(account, subscription, { isProrated: options.isProrated });
  keepItems(account, items);
  endSubscription(account, subscription, "canceled");
  if (!options.isInvoicedNow || draft.lines.length === 0) return subscription;
  const invoice = saveInvoice(account, draft, { isFinalizedLater: false });
  subscription.latest_invoice = invoice.id;
  finalizeInvoice(account, invoice);
  if (invoice.status === "open" && invoice.collection_method === "charge_automatically")
    collectOnSchedule(account, invoice);
  return subscription;
}

function abandonFirst(account: Account, subscription: Subscription): Subscription {
  const invoice = account.tables.invoices.get(subscription.latest_invoice ?? "");
  if (invoice?.status === "open") voidInvoice(account, invoice);
  else endSubscription(account, subscription, "canceled");
  return subscription;
}
