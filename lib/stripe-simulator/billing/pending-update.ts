import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { emit } from "#lib/stripe-simulator/core/emit.ts";
import { chargedNotes, type SubscriptionNote, subscriptionNote } from "./billing-notes.ts";
import type { Subscription } from "./billing-objects.ts";
import { changeSubscription } from "./change-subscription.ts";
import { itemOf, soldAs, termsOf } from "./subscription-item.ts";

const LIFETIME_SECONDS = 23 * 3600;

/** Keeps a change whose invoice could not be paid; the subscription stays as it is until it is. */
export function holdUpdate(
  account: Account,
  subscription: Subscription,
  pending: NonNullable<SubscriptionNote["pending"]>,
  now: number,
): void {
  subscriptionNote(account, subscription.id).pending = pending;
  changeSubscription(account, subscription, () => {
    subscription.latest_invoice = pending.invoice;
    subscription.pending_update = {
      billing_cycle_anchor: null,
      cancel_at_period_end: null,
      discount: null,
      discounts: null,
      expires_at: now + LIFETIME_SECONDS,
      metadata: pending.metadata,
      subscription_items: [structuredClone(pending.item)],
      trial_end: null,
      trial_from_plan: null,
    };
  });
}

/** Makes the held change true, now that its invoice is paid. */
export function applyHeldUpdate(account: Account, subscription: Subscription): void {
  const note = subscriptionNote(account, subscription.id);
  const { pending } = note;
  if (pending === undefined) return;
  delete note.pending;
  const item = itemOf(subscription);
  changeSubscription(account, subscription, () => {
    Object.assign(item, soldAs(termsOf(pending.item)));
    item.metadata = { ...pending.item.metadata };
    subscription.metadata = { ...pending.metadata };
    subscription.pending_update = null;
  });
  // A period that began meanwhile was charged on its own.
  if (pending.charged?.until === item.current_period_end) chargedNotes(account).set(item.id, pending.charged);
  emit(account, "customer.subscription.pending_update_applied", subscription);
}

/** Gives the held change up. Its invoice is the caller's to void. */
export function dropHeldUpdate(account: Account, subscription: Subscription): void {
  const note = subscriptionNote(account, subscription.id);
  if (note.pending === undefined) return;
  delete note.pending;
  changeSubscription(account, subscription, () => {
    subscription.pending_update = null;
  });
  emit(account, "customer.subscription.pending_update_expired", subscription);
}
