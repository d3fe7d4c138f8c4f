import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { emit } from "#lib/stripe-simulator/core/emit.ts";
import { timeOf } from "#lib/stripe-simulator/core/time-of.ts";
import type { Phase, Schedule, Subscription } from "./billing-objects.ts";
import { changeSubscription } from "./change-subscription.ts";
import { finishSchedule, releaseSchedule } from "./end-schedule.ts";
import { endSubscription } from "./end-subscription.ts";
import { phaseAt, termsOfPhase } from "./schedule-phases.ts";
import { itemOf, termsOf } from "./subscription-item.ts";
import { updateSubscription } from "./update-subscription.ts";

/** Brings a schedule to the phase of this moment, or to its end after the last one. */
export function advanceSchedule(account: Account, schedule: Schedule): void {
  const now = timeOf(account, schedule.customer);
  if (schedule.current_phase !== null && now < schedule.current_phase.end_date) return;
  const phase = phaseAt(schedule, now);
  if (phase === null) {
    endOfPhases(account, schedule);
    return;
  }
  schedule.current_phase = { start_date: phase.start_date, end_date: phase.end_date };
  const subscription = account.tables.subscriptions.get(schedule.subscription ?? "");
  if (subscription !== undefined) applyPhase(account, subscription, phase);
  emit(account, "subscription_schedule.updated", schedule);
}

/** Brings a subscription to what a phase sells; at a renewal it does so already. */
export function applyPhase(account: Account, subscription: Subscription, phase: Phase): void {
  const item = itemOf(subscription);
  const { price, quantity } = termsOfPhase(account, phase);
  const now = termsOf(item);
  if (price.id !== now.price.id || quantity !== now.quantity) {
    updateSubscription(account, subscription, {
      items: [{ id: item.id, price: price.id, quantity, isAccepted: true }],
      proration_behavior: phase.proration_behavior,
    });
  }
  const { metadata } = phase;
  if (metadata !== null && Object.keys(metadata).length > 0) {
    changeSubscription(account, subscription, () => {
      subscription.metadata = { ...subscription.metadata, ...metadata };
    });
  }
}

function endOfPhases(account: Account, schedule: Schedule): void {
  if (schedule.end_behavior !== "cancel") {
    releaseSchedule(account, schedule);
    return;
  }
  finishSchedule(account, schedule, "completed");
  const subscription = account.tables.subscriptions.get(schedule.subscription ?? "");
  if (subscription !== undefined) endSubscription(account, subscription, "canceled");
}
