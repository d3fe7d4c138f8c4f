import type { Account, Due } from "#lib/stripe-simulator/core/account.ts";
import { emit } from "#lib/stripe-simulator/core/emit.ts";
import { advanceSchedule } from "./advance-schedule.ts";
import { invoiceNote, subscriptionNote } from "./billing-notes.ts";
import type { Invoice, Schedule, Subscription } from "./billing-objects.ts";
import { changeSubscription } from "./change-subscription.ts";
import { collectOnSchedule } from "./collect-invoice.ts";
import { isLive } from "./end-schedule.ts";
import { finalizeInvoice } from "./finalize-invoice.ts";
import { isProcessing } from "./invoice-payment.ts";
import { subscriptionOf } from "./invoice-subscription.ts";
import { upcomingInvoice } from "./preview-invoice.ts";
import { renewSubscription } from "./renew-subscription.ts";
import { startSchedule } from "./start-schedule.ts";
import { itemOf } from "./subscription-item.ts";
import { voidInvoice } from "./void-invoice.ts";

const INCOMPLETE_SECONDS = 23 * 3600;
const NOTICE_SECONDS = 3 * 86_400;

type Step = { atSeconds: number; run: () => void };

/** Everything that time will bring to subscriptions, schedules and invoices. */
export function dueBilling(account: Account): Due[] {
  const { subscriptions, subscriptionSchedules, invoices } = account.tables;
  return [
    ...[...subscriptions.values()].flatMap((one) => on(one.test_clock, subscriptionSteps(account, one))),
    ...[...subscriptionSchedules.values()].flatMap((one) => on(one.test_clock, scheduleSteps(account, one))),
    ...[...invoices.values()].flatMap((one) => on(one.test_clock, invoiceSteps(account, one))),
  ];
}

function on(testClock: string | null, steps: readonly Step[]): Due[] {
  return steps.map((step) => ({ ...step, testClock }));
}

function subscriptionSteps(account: Account, subscription: Subscription): Step[] {
  const { status } = subscription;
  if (status === "canceled" || status === "incomplete_expired") return [];
  const firstInvoice = account.tables.invoices.get(subscription.latest_invoice ?? "");
  if (status === "incomplete") {
    const run = () => firstInvoice && voidInvoice(account, firstInvoice);
    return [{ atSeconds: subscription.created + INCOMPLETE_SECONDS, run }];
  }
  const end = itemOf(subscription).current_period_end;
  return [
    ...upcomingSteps(account, subscription),
    ...pendingSteps(account, subscription),
    { atSeconds: end, run: () => renewSubscription(account, subscription) },
  ];
}

function upcomingSteps(account: Account, subscription: Subscription): Step[] {
  const { current_period_start: start, current_period_end: end } = itemOf(subscription);
  const note = subscriptionNote(account, subscription.id);
  const atSeconds = end - NOTICE_SECONDS;
  if (note.upcomingTold === end || subscription.cancel_at_period_end || atSeconds <= start) return [];
  const run = () => {
    note.upcomingTold = end;
    emit(account, "invoice.upcoming", upcomingInvoice(account, subscription));
  };
  return [{ atSeconds, run }];
}

function pendingSteps(account: Account, subscription: Subscription): Step[] {
  const { pending } = subscriptionNote(account, subscription.id);
  const invoice = account.tables.invoices.get(pending?.invoice ?? "");
  if (invoice?.status !== "open" || subscription.pending_update === null) return [];
  // The bank decides: the change is made or waits on when it has.
  if (isProcessing(account, invoice)) return [];
  return [{ atSeconds: subscription.pending_update.expires_at, run: () => voidInvoice(account, invoice) }];
}

function scheduleSteps(account: Account, schedule: Schedule): Step[] {
  const first = schedule.phases[0];
  if (!isLive(schedule) || first === undefined) return [];
  if (schedule.status === "not_started") {
    return [{ atSeconds: first.start_date, run: () => startSchedule(account, schedule) }];
  }
  const end = schedule.current_phase?.end_date;
  return end === undefined ? [] : [{ atSeconds: end, run: () => advanceSchedule(account, schedule) }];
}

function invoiceSteps(account: Account, invoice: Invoice): Step[] {
  if (invoice.status === "draft") {
    const at = invoice.automatically_finalizes_at;
    return at === null || !invoice.auto_advance
      ? []
      : [{ atSeconds: at, run: () => finalizeOnSchedule(account, invoice) }];
  }
  if (invoice.status !== "open") return [];
  if (invoice.collection_method === "send_invoice") return dueDateSteps(account, invoice);
  const at = invoice.next_payment_attempt;
  return at === null || !invoice.auto_advance
    ? []
    : [{ atSeconds: at, run: () => collectOnSchedule(account, invoice) }];
}

function finalizeOnSchedule(account: Account, invoice: Invoice): void {
  finalizeInvoice(account, invoice);
  if (invoice.status !== "open") return;
  if (invoice.collection_method === "send_invoice") emit(account, "invoice.sent", invoice);
  else collectOnSchedule(account, invoice);
}

function dueDateSteps(account: Account, invoice: Invoice): Step[] {
  const { due_date: due } = invoice;
  if (due === null) return [];
  const note = invoiceNote(account, invoice.id);
  const tellDue = () => {
    note.isDueTold = true;
    emit(account, "invoice.will_be_due", invoice);
  };
  const tellOverdue = () => {
    note.isOverdueTold = true;
    emit(account, "invoice.overdue", invoice);
    becomePastDue(account, invoice);
  };
  const isSoon = (invoice.status_transitions.finalized_at ?? 0) >= due - NOTICE_SECONDS;
  return [
    ...(note.isDueTold || isSoon ? [] : [{ atSeconds: due - NOTICE_SECONDS, run: tellDue }]),
    ...(note.isOverdueTold ? [] : [{ atSeconds: due, run: tellOverdue }]),
  ];
}

function becomePastDue(account: Account, invoice: Invoice): void {
  const subscription = subscriptionOf(account, invoice);
  if (subscription?.status !== "active") return;
  changeSubscription(account, subscription, () => {
    subscription.status = "past_due";
  });
}
