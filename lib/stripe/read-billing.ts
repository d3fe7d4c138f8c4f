import type Stripe from "stripe";
import type { PlanId } from "#lib/domain/catalog/plans.ts";
import { centsToNanos } from "#lib/domain/cents.ts";
import type { Nanos } from "#lib/domain/money.ts";
import type { StripeConnection } from "./connection.ts";
import { defaultCard } from "./default-card.ts";
import { type PaidPeriod, paidPeriod } from "./paid-period.ts";
import { planOf, seatsOf } from "./plan-metadata.ts";
import { type BilledCard, billedCard } from "./read-saved-card.ts";
import { fromStripeTime } from "./stripe-time.ts";

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

/** What is owed: the oldest invoice, which is to be paid first, with the sum of all. */
export type OpenInvoice = {
  readonly id: string;
  /** What remains to be paid of all of them. */
  readonly amountNanos: Nanos;
  /** Stripe's page to pay it on. */
  readonly url: string | null;
  readonly createdAt: Date;
  readonly dueAt: Date | null;
  /** Whether the payment of any was tried. */
  readonly hasFailed: boolean;
};

export type BillingState = {
  /** The live one, a contract's before others and the oldest first; where all have ended, the newest. */
  readonly subscription: BilledSubscription | null;
  /** All that are live, the oldest first; more than one is a mistake to be mended. */
  readonly liveSubscriptionIds: readonly string[];
  readonly card: BilledCard | null;
  /** What is to be paid of all subscriptions, ended ones too. A change that waits for its payment is no debt. */
  readonly openInvoice: OpenInvoice | null;
};

/** What Stripe says now of a customer's subscription, card and open invoice. Amounts in nano-dollars. */
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
    defaultCard(connection, customerId, shown?.subscription.default_payment_method ?? null),
    client.invoices.list({ customer: customerId, status: "open", limit: MOST_LISTED }),
    shown && paidPeriod(connection, shown.subscription),
  ]);
  return {
    subscription: shown && period && { ...shown.billed, ...period },
    liveSubscriptionIds: live.map(({ billed }) => billed.id),
    card: card && billedCard(card),
    openInvoice: debtOf(invoices.data),
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

function scheduledPhase(schedule: Stripe.SubscriptionSchedule): ScheduledPhase | null {
  const plan = planOf(schedule);
  const seats = seatsOf(schedule);
  const currentEndSeconds = schedule.current_phase?.end_date ?? 0;
  const next = schedule.phases.find((phase) => phase.start_date >= currentEndSeconds);
  return plan && seats && next ? { plan, seats, at: fromStripeTime(next.start_date) } : null;
}

function debtOf(invoices: readonly Stripe.Invoice[]): OpenInvoice | null {
  const debts = invoices.filter(isDebt).sort((a, b) => a.created - b.created);
  const [oldest] = debts;
  if (!oldest) return null;
  return {
    id: oldest.id,
    amountNanos: centsToNanos(debts.reduce((sum, { amount_remaining: remainingCents }) => sum + remainingCents, 0)),
    url: oldest.hosted_invoice_url ?? null,
    createdAt: fromStripeTime(oldest.created),
    dueAt: oldest.due_date === null ? null : fromStripeTime(oldest.due_date),
    hasFailed: debts.some(({ attempted }) => attempted),
  };
}

/** Without its first payment by card a subscription does not begin, and without its payment a change is not made. */
function isDebt({ parent, amount_remaining: remainingCents, billing_reason: reason, ...invoice }: Stripe.Invoice) {
  if (!parent?.subscription_details || remainingCents <= 0) return false;
  const isByCard = invoice.collection_method === "charge_automatically";
  return !isByCard || (reason !== "subscription_update" && reason !== "subscription_create");
}
