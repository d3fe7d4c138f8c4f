import type Stripe from "stripe";
import type { PlanId } from "#lib/domain/catalog/plans.ts";
import type { StripeConnection } from "./connection.ts";
import { defaultCard } from "./default-card.ts";
import { type PaidPeriod, paidPeriod } from "./paid-period.ts";
import { planOf, seatsOf } from "./plan-metadata.ts";
import { type PlanInvoice, readPlanInvoices } from "./read-plan-invoices.ts";
import { type BilledCard, billedCard } from "./read-saved-card.ts";
import { fromStripeTime } from "./stripe-time.ts";
import { isUnpaidStart } from "./subscription-status.ts";

const LIVE: readonly SubscriptionStatus[] = ["trialing", "active", "past_due", "unpaid", "paused"];
const MOST_LISTED = 100;

export type SubscriptionStatus =
  | "incomplete"
  | "incomplete_expired"
  | "trialing"
  | "active"
  | "past_due"
  | "unpaid"
  | "paused"
  | "canceled";

/** What the next period will bring, by a schedule. */
export type ScheduledPhase = { readonly plan: PlanId; readonly seats: number; readonly at: Date };

export type BilledSubscription = {
  readonly id: string;
  readonly itemId: string;
  readonly status: SubscriptionStatus;
  /** Enterprise where the price is a contract's. */
  readonly plan: PlanId;
  /** The quantity that is paid for; 1 for plans that are not priced per seat. */
  readonly seats: number;
  readonly periodStart: Date;
  readonly periodEnd: Date;
  readonly isCancelling: boolean;
  /** Until when a change waits for its payment; null when none does. */
  readonly pendingUpdateExpiresAt: Date | null;
  readonly scheduleId: string | null;
  readonly scheduled: ScheduledPhase | null;
  readonly endedAt: Date | null;
} & PaidPeriod;

export type BillingState = {
  /** The live one, a contract's before others and the oldest first; where all have ended, the newest. */
  readonly subscription: BilledSubscription | null;
  /** All that are live, the oldest first; more than one is a mistake to be mended. */
  readonly liveSubscriptionIds: readonly string[];
  readonly card: BilledCard | null;
  /** Issued invoices of all subscriptions, ended ones too, the newest first. */
  readonly invoices: readonly PlanInvoice[];
};

/** What there is of a customer whom Stripe has deleted. */
export const NO_BILLING: BillingState = { subscription: null, liveSubscriptionIds: [], card: null, invoices: [] };

/** What Stripe says now of a customer's subscription, card and invoices. Amounts in nano-dollars. */
export async function readBilling(connection: StripeConnection, customerId: string): Promise<BillingState> {
  const { client } = connection;
  const listed = await client.subscriptions.list({
    customer: customerId,
    status: "all",
    limit: MOST_LISTED,
    expand: ["data.schedule", "data.default_payment_method"],
  });
  // Listed the newest first; those of one second stay in their order.
  const own = listed.data.reverse().flatMap((subscription) => {
    const billed = billedSubscription(subscription);
    return billed ? [{ subscription, billed }] : [];
  });
  const byAge = own.sort((a, b) => a.subscription.created - b.subscription.created);
  const live = byAge.filter(({ billed }) => LIVE.includes(billed.status));
  const shown = live.find(({ billed }) => billed.plan === "enterprise") ?? live[0] ?? byAge.at(-1) ?? null;
  const [card, invoices, period] = await Promise.all([
    defaultCard(connection, customerId, shown && cardOf(shown.subscription)),
    readPlanInvoices(connection, customerId),
    shown && paidPeriod(connection, shown.subscription),
  ]);
  return {
    subscription: shown && period && { ...shown.billed, ...period },
    liveSubscriptionIds: live.map(({ billed }) => billed.id),
    card: card && billedCard(card),
    invoices,
  };
}

/** Null for a subscription that Weir did not make. */
function billedSubscription(subscription: Stripe.Subscription): Omit<BilledSubscription, keyof PaidPeriod> | null {
  const [item] = subscription.items.data;
  const plan = item && planOf(item.price);
  if (!item || !plan) return null;
  const { schedule, pending_update: pendingUpdate, ended_at: endedSeconds } = subscription;
  const isScheduled =
    schedule !== null && typeof schedule !== "string" && ["active", "not_started"].includes(schedule.status);
  return {
    id: subscription.id,
    itemId: item.id,
    status: subscription.status as SubscriptionStatus,
    plan,
    seats: item.quantity ?? 1,
    periodStart: fromStripeTime(item.current_period_start),
    periodEnd: fromStripeTime(item.current_period_end),
    isCancelling: subscription.cancel_at_period_end || subscription.cancel_at !== null,
    pendingUpdateExpiresAt: pendingUpdate ? fromStripeTime(pendingUpdate.expires_at) : null,
    scheduleId: isScheduled ? schedule.id : null,
    scheduled: isScheduled ? scheduledPhase(schedule) : null,
    endedAt: endedSeconds === null ? null : fromStripeTime(endedSeconds),
  };
}

/** That of a first payment which failed is none: it never paid. */
function cardOf({ status, default_payment_method: method }: Stripe.Subscription) {
  return isUnpaidStart(status) ? null : method;
}

function scheduledPhase(schedule: Stripe.SubscriptionSchedule): ScheduledPhase | null {
  const plan = planOf(schedule);
  const seats = seatsOf(schedule);
  const currentEndSeconds = schedule.current_phase?.end_date ?? 0;
  const next = schedule.phases.find((phase) => phase.start_date >= currentEndSeconds);
  return plan && seats && next ? { plan, seats, at: fromStripeTime(next.start_date) } : null;
}
