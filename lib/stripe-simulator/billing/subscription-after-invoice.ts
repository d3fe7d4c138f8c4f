import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { invoiceNote, subscriptionNote } from "./billing-notes.ts";
import type { Invoice, Subscription } from "./billing-objects.ts";
import { changeSubscription } from "./change-subscription.ts";
import { endSubscription } from "./end-subscription.ts";
import { subscriptionOf } from "./invoice-subscription.ts";
import { applyHeldUpdate, dropHeldUpdate } from "./pending-update.ts";

/** What a subscription does when one of its invoices is paid, void or given up. */
export function subscriptionAfterInvoice(account: Account, invoice: Invoice): void {
  const subscription = subscriptionOf(account, invoice);
  if (subscription === null || invoiceNote(account, invoice.id).isDecidedByUpdate) return;
  if (subscriptionNote(account, subscription.id).pending?.invoice === invoice.id) {
    if (invoice.status === "paid") applyHeldUpdate(account, subscription);
    else dropHeldUpdate(account, subscription);
  }
  if (subscription.status === "incomplete") {
    settleFirst(account, subscription, invoice);
    return;
  }
  const isBehind = subscription.status === "past_due" || subscription.status === "unpaid";
  if (isBehind && !isLatestOpen(account, subscription)) {
    changeSubscription(account, subscription, () => {
      subscription.status = "active";
    });
  }
}

function settleFirst(account: Account, subscription: Subscription, invoice: Invoice): void {
  if (invoice.billing_reason !== "subscription_create") return;
  if (invoice.status !== "paid") {
    endSubscription(account, subscription, "incomplete_expired");
    return;
  }
  changeSubscription(account, subscription, () => {
    subscription.status = "active";
    rememberMethod(account, subscription, invoice);
  });
}

function rememberMethod(account: Account, subscription: Subscription, invoice: Invoice): void {
  if (subscription.payment_settings?.save_default_payment_method !== "on_subscription") return;
  const { intent } = invoiceNote(account, invoice.id);
  const paymentMethod = intent === undefined ? null : account.tables.paymentIntents.get(intent)?.payment_method;
  subscription.default_payment_method = paymentMethod ?? subscription.default_payment_method;
}

/** Whether the newest invoice that was finalized still waits for its money; older ones do not hold a subscription back. */
function isLatestOpen(account: Account, subscription: Subscription): boolean {
  const finalized = [...account.tables.invoices.values()].filter(
    (invoice) => subscriptionOf(account, invoice) === subscription && invoice.status !== "draft",
  );
  return finalized.at(-1)?.status === "open";
}
