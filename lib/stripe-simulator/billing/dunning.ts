import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { timeOf } from "#lib/stripe-simulator/core/time-of.ts";
import { afterRetries, invoiceNote, subscriptionNote } from "./billing-notes.ts";
import type { Invoice, Subscription } from "./billing-objects.ts";
import { changeSubscription } from "./change-subscription.ts";
import { endSubscription } from "./end-subscription.ts";
import { subscriptionOf } from "./invoice-subscription.ts";

const DAY_SECONDS = 86_400;

/** Days from one failed attempt to the next, by how many were made. */
const RETRY_DAYS = [3, 5, 7];

/** Says when an unpaid invoice is tried again, if Stripe advances it by itself. What was planned already stays. */
export function scheduleRetry(account: Account, invoice: Invoice): void {
  const now = timeOf(account, invoice.customer);
  if ((invoice.next_payment_attempt ?? 0) > now) return;
  const days = RETRY_DAYS[invoice.attempt_count - 1];
  const isRetried = invoice.auto_advance === true && invoice.billing_reason !== "subscription_create";
  invoice.next_payment_attempt = isRetried && days !== undefined ? now + days * DAY_SECONDS : null;
}

/** What a subscription does when one of its invoices could not be paid: it waits, and after the last retry it ends. */
export function subscriptionAfterFailure(account: Account, invoice: Invoice): void {
  const subscription = subscriptionOf(account, invoice);
  if (subscription === null || invoiceNote(account, invoice.id).isDecidedByUpdate) return;
  if (subscriptionNote(account, subscription.id).pending?.invoice === invoice.id) return;
  if (subscription.status === "active") setStatus(account, subscription, "past_due");
  const isGivenUp = invoice.attempt_count > RETRY_DAYS.length && invoice.next_payment_attempt === null;
  if (!isGivenUp || subscription.status !== "past_due") return;
  const choice = afterRetries(account);
  if (choice === "cancel") endSubscription(account, subscription, "canceled", "payment_failed");
  if (choice === "mark_unpaid") setStatus(account, subscription, "unpaid");
}

/** A bank debit takes days: the first one lets the subscription begin, and no retry is due meanwhile. */
export function subscriptionWhileProcessing(account: Account, invoice: Invoice): void {
  invoice.next_payment_attempt = null;
  const subscription = subscriptionOf(account, invoice);
  if (subscription?.status === "incomplete") setStatus(account, subscription, "active");
}

function setStatus(account: Account, subscription: Subscription, status: "active" | "past_due" | "unpaid"): void {
  changeSubscription(account, subscription, () => {
    subscription.status = status;
  });
}
