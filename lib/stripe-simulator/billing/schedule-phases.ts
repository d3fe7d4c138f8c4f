import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { emit } from "#lib/stripe-simulator/core/emit.ts";
import { find } from "#lib/stripe-simulator/core/find.ts";
import type { Phase, Schedule, Subscription, Terms } from "./billing-objects.ts";
import { itemOf, termsOf } from "./subscription-item.ts";

/** The schedule that is attached to a subscription, or null. */
export function scheduleOf(account: Account, subscription: Subscription): Schedule | null {
  return subscription.schedule === null
    ? null
    : (account.tables.subscriptionSchedules.get(subscription.schedule) ?? null);
}

/** The phase that contains a moment, or null once the last one is over. */
export function phaseAt(schedule: Schedule, at: number): Phase | null {
  return schedule.phases.find((phase) => phase.start_date <= at && at < phase.end_date) ?? null;
}

/** What a phase sells. */
export function termsOfPhase(account: Account, phase: Phase): Terms {
  const [item] = phase.items;
  if (item === undefined) throw new Error("A phase has no item.");
  return { price: find(account.tables.prices, "price", item.price), quantity: item.quantity ?? 1 };
}

/** What a subscription sells in the period after this one: what its schedule plans, or what it sells now. */
export function termsAtRenewal(account: Account, subscription: Subscription): Terms {
  const item = itemOf(subscription);
  const schedule = scheduleOf(account, subscription);
  const next = schedule === null ? null : phaseAt(schedule, item.current_period_end);
  return next === null ? termsOf(item) : termsOfPhase(account, next);
}

/** Lets a schedule's current phase follow a change that was made to the subscription itself. */
export function updatePhaseTerms(account: Account, subscription: Subscription): void {
  const schedule = scheduleOf(account, subscription);
  const current = schedule?.phases.find((phase) => phase.start_date === schedule.current_phase?.start_date);
  const [phaseItem] = current?.items ?? [];
  if (schedule === null || phaseItem === undefined) return;
  const { price, quantity } = termsOf(itemOf(subscription));
  if (phaseItem.price === price.id && phaseItem.quantity === quantity) return;
  Object.assign(phaseItem, { price: price.id, plan: price.id, quantity });
  emit(account, "subscription_schedule.updated", schedule);
}
