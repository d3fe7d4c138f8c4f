import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { emit } from "#lib/stripe-simulator/core/emit.ts";
import { previousOf } from "#lib/stripe-simulator/core/previous-of.ts";
import type { Subscription } from "./billing-objects.ts";

/** Changes a subscription and emits `customer.subscription.updated` with the old values, if anything changed. */
export function changeSubscription(
  account: Account,
  subscription: Subscription,
  change: (subscription: Subscription) => void,
): void {
  const before = structuredClone(subscription);
  change(subscription);
  const previous = previousOf(before, subscription);
  if (Object.keys(previous).length > 0) emit(account, "customer.subscription.updated", subscription, { previous });
}
