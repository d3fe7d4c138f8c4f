import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { emit } from "#lib/stripe-simulator/core/emit.ts";
import { timeOf } from "#lib/stripe-simulator/core/time-of.ts";
import type { Subscription } from "./billing-objects.ts";
import { changeSubscription } from "./change-subscription.ts";
import { finishSchedule, isLive } from "./end-schedule.ts";
import { subscriptionOf } from "./invoice-subscription.ts";
import { scheduleOf } from "./schedule-phases.ts";

type Reason = "cancellation_requested" | "payment_failed";

/** Ends a subscription for good: nothing of it renews, and its unpaid invoices are no longer collected. */
export function endSubscription(
  account: Account,
  subscription: Subscription,
  status: "canceled" | "incomplete_expired",
  reason: Reason = "cancellation_requested",
): void {
  const now = timeOf(account, subscription.customer);
  const write = () => {
    subscription.status = status;
    subscription.ended_at = now;
    subscription.canceled_at ??= now;
    subscription.pending_update = null;
  };
  stopCollection(account, subscription);
  if (status === "incomplete_expired") {
    changeSubscription(account, subscription, write);
    return;
  }
  write();
  subscription.cancellation_details = {
    comment: null,
    feedback: null,
    feedback_option: null,
    ...subscription.cancellation_details,
    reason,
  };
  emit(account, "customer.subscription.deleted", subscription);
  const schedule = scheduleOf(account, subscription);
  if (schedule !== null && isLive(schedule)) finishSchedule(account, schedule, "canceled");
}

function stopCollection(account: Account, subscription: Subscription): void {
  for (const invoice of account.tables.invoices.values()) {
    if (subscriptionOf(account, invoice) !== subscription) continue;
    if (invoice.status !== "draft" && invoice.status !== "open") continue;
    invoice.auto_advance = false;
    invoice.next_payment_attempt = null;
  }
}
