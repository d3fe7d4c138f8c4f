import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { emit } from "#lib/stripe-simulator/core/emit.ts";
import { timeOf } from "#lib/stripe-simulator/core/time-of.ts";
import type { Schedule } from "./billing-objects.ts";
import { changeSubscription } from "./change-subscription.ts";

/** Ends a schedule and lets its subscription, if it has one, go on as it is. */
export function releaseSchedule(account: Account, schedule: Schedule): void {
  close(account, schedule, "released");
  schedule.released_subscription = schedule.subscription;
  schedule.subscription = null;
  emit(account, "subscription_schedule.released", schedule);
  const subscription = account.tables.subscriptions.get(schedule.released_subscription ?? "");
  if (subscription === undefined) return;
  changeSubscription(account, subscription, () => {
    subscription.schedule = null;
  });
}

/** Ends a schedule whose subscription ends: `completed` after its last phase, `canceled` before. */
export function finishSchedule(account: Account, schedule: Schedule, status: "completed" | "canceled"): void {
  close(account, schedule, status);
  emit(account, `subscription_schedule.${status}`, schedule);
}

function close(account: Account, schedule: Schedule, status: "released" | "completed" | "canceled"): void {
  schedule.status = status;
  schedule.current_phase = null;
  schedule[`${status}_at`] = timeOf(account, schedule.customer);
}

/** Whether a schedule may still change its subscription. */
export function isLive(schedule: Schedule): boolean {
  return schedule.status === "active" || schedule.status === "not_started";
}
