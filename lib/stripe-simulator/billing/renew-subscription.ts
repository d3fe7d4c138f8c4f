import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { timeOf } from "#lib/stripe-simulator/core/time-of.ts";
import { advanceSchedule } from "./advance-schedule.ts";
import { chargedNotes } from "./billing-notes.ts";
import type { Subscription } from "./billing-objects.ts";
import { changeSubscription } from "./change-subscription.ts";
import { finishSchedule } from "./end-schedule.ts";
import { endSubscription } from "./end-subscription.ts";
import { planRenewal } from "./plan-renewal.ts";
import { saveInvoice } from "./save-invoice.ts";
import { scheduleOf, termsAtRenewal } from "./schedule-phases.ts";
import { itemOf, soldAs } from "./subscription-item.ts";

/** What happens to a subscription when its period is over: the next one begins with a draft invoice, or it ends. */
export function renewSubscription(account: Account, subscription: Subscription): void {
  if (subscription.cancel_at_period_end || isEndedBySchedule(account, subscription)) {
    endAtPeriodEnd(account, subscription);
    return;
  }
  const terms = termsAtRenewal(account, subscription);
  const { span, charged, draft } = planRenewal(account, subscription, terms);
  const item = itemOf(subscription);
  changeSubscription(account, subscription, () => {
    Object.assign(item, soldAs(terms), { current_period_start: span.start, current_period_end: span.end });
    subscription.latest_invoice = draft.invoice.id;
  });
  chargedNotes(account).set(item.id, charged);
  saveInvoice(account, draft, { isFinalizedLater: subscription.status !== "unpaid" });
  const schedule = scheduleOf(account, subscription);
  if (schedule !== null) advanceSchedule(account, schedule);
}

function isEndedBySchedule(account: Account, subscription: Subscription): boolean {
  const schedule = scheduleOf(account, subscription);
  const end = schedule?.phases.at(-1)?.end_date;
  return schedule?.end_behavior === "cancel" && end === timeOf(account, subscription.customer);
}

function endAtPeriodEnd(account: Account, subscription: Subscription): void {
  const schedule = scheduleOf(account, subscription);
  // Told first that it is complete, the schedule is not canceled by the end of its subscription.
  if (schedule !== null && !subscription.cancel_at_period_end) finishSchedule(account, schedule, "completed");
  endSubscription(account, subscription, "canceled");
}
