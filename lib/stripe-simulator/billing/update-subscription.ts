import type Stripe from "stripe";
import type { Account, Wire } from "#lib/stripe-simulator/core/account.ts";
import { mergeMetadata } from "#lib/stripe-simulator/core/metadata.ts";
import { timeOf } from "#lib/stripe-simulator/core/time-of.ts";
import { chargedNotes } from "./billing-notes.ts";
import type { Subscription, SubscriptionItem } from "./billing-objects.ts";
import { changeSubscription } from "./change-subscription.ts";
import { payUpdate, type UpdatePayment } from "./pay-update.ts";
import { holdUpdate } from "./pending-update.ts";
import { type PlannedUpdate, planUpdate } from "./plan-update.ts";
import { refuseUpdate } from "./refuse-update.ts";
import { updatePhaseTerms } from "./schedule-phases.ts";
import { itemOf, soldAs } from "./subscription-item.ts";
import { writeSubscriptionSettings } from "./subscription-settings.ts";
import type { ItemParams } from "./terms-from-params.ts";

export type UpdateSubscriptionParams = Omit<Wire<Stripe.SubscriptionUpdateParams>, "items"> & {
  items?: readonly ItemParams[];
};

/**
 * Changes a subscription. A change of price or quantity is prorated as `proration_behavior` says, and with
 * `always_invoice` billed at once; what happens when that payment fails is up to `payment_behavior`.
 */
export function updateSubscription(
  account: Account,
  subscription: Subscription,
  params: UpdateSubscriptionParams,
): Subscription {
  refuseUpdate(account, subscription, params);
  const { items } = params;
  const writeSettings = () => writeSubscriptionSettings(account, subscription, params);
  if (items === undefined || items.length === 0) {
    changeSubscription(account, subscription, writeSettings);
    return subscription;
  }
  const planned = planUpdate(account, subscription, {
    items,
    behavior: params.proration_behavior ?? "create_prorations",
    ...(params.proration_date === undefined ? {} : { prorationDate: params.proration_date }),
  });
  const item = changedItem(subscription, planned, items[0]?.metadata);
  const payment = payUpdate(account, subscription, planned, {
    behavior: params.payment_behavior ?? "allow_incomplete",
    isOffSession: params.off_session ?? false,
  });
  if (payment.isHeld) {
    const charged = planned.charged ?? null;
    const metadata = pendingMetadata(subscription, params);
    holdUpdate(
      account,
      subscription,
      { invoice: payment.invoice, item, metadata, charged },
      timeOf(account, subscription.customer),
    );
    return subscription;
  }
  changeSubscription(account, subscription, () => {
    writeSettings();
    applyPlanned(account, subscription, { planned, item, payment });
  });
  return subscription;
}

function applyPlanned(
  account: Account,
  subscription: Subscription,
  applied: { planned: PlannedUpdate; item: SubscriptionItem; payment: Extract<UpdatePayment, { isHeld: false }> },
): void {
  const { planned, item, payment } = applied;
  subscription.items.data = [item];
  if (planned.charged !== undefined) setCharged(account, item, planned);
  if (payment.invoice !== null) subscription.latest_invoice = payment.invoice;
  if (payment.isUnpaid && subscription.status === "active") subscription.status = "past_due";
  updatePhaseTerms(account, subscription);
}

function setCharged(account: Account, item: SubscriptionItem, { charged }: PlannedUpdate): void {
  if (charged) chargedNotes(account).set(item.id, charged);
  else chargedNotes(account).delete(item.id);
}

/** A copy of the item as it will be. */
function changedItem(
  subscription: Subscription,
  { terms }: PlannedUpdate,
  metadata: ItemParams["metadata"],
): SubscriptionItem {
  const item = itemOf(subscription);
  return { ...structuredClone(item), ...soldAs(terms), metadata: mergeMetadata(item.metadata, metadata) };
}

function pendingMetadata(subscription: Subscription, params: UpdateSubscriptionParams): Record<string, string> {
  return mergeMetadata(subscription.metadata, params.metadata);
}
