import type { PlanId } from "#lib/domain/catalog/plans.ts";
import { type PlanSeats, planSeats } from "./plan-seats.ts";

export type SubscriptionFacts = {
  readonly status:
    | "incomplete"
    | "incomplete_expired"
    | "trialing"
    | "active"
    | "past_due"
    | "unpaid"
    | "paused"
    | "canceled";
  readonly plan: PlanId;
  readonly seats: number;
};

const LIVE = ["trialing", "active", "past_due", "unpaid", "paused"];
const OVERDUE = ["past_due", "unpaid"];

/** Whether a subscription gives its plan: one whose first payment is missing does not yet, and one that has ended no more. */
export function isLive(subscription: Pick<SubscriptionFacts, "status"> | null): boolean {
  return subscription !== null && LIVE.includes(subscription.status);
}

/**
 * The plan and seats that a workspace has by its payments. One that never paid keeps what the operator gave it, and
 * Enterprise is what its contract says: when that is over, it stays until its subscription has ended too.
 */
export function plannedByPayment(state: {
  readonly current: PlanSeats;
  readonly subscription: SubscriptionFacts | null;
  /** Whether a subscription gave the current plan. */
  readonly wasPaid: boolean;
  /** Whether the contract that made it Enterprise is over. */
  readonly hasContractEnded?: boolean;
}): PlanSeats {
  const { current, subscription, wasPaid, hasContractEnded = false } = state;
  if (current.plan === "enterprise" && !hasContractEnded) return current;
  if (subscription && isLive(subscription)) {
    return subscription.plan === "enterprise" ? current : planSeats(subscription.plan, subscription.seats);
  }
  return wasPaid || hasContractEnded || subscription?.status === "canceled" ? planSeats("starter", 0) : current;
}

/** An invoice that has to be paid and is not. */
export type OpenDebt = {
  readonly createdAt: Date;
  readonly dueAt: Date | null;
  /** Whether a payment was tried. */
  readonly hasFailed: boolean;
};

type Debts = {
  readonly subscription: Pick<SubscriptionFacts, "status"> | null;
  /** What is open of all subscriptions, ended ones too. */
  readonly debts: readonly OpenDebt[];
  readonly now: Date;
};

/** Whether an invoice should have been paid by now: one that is sent at its date, one that a card pays once that failed. */
export function isInvoiceOverdue({ dueAt, hasFailed }: OpenDebt, now: Date): boolean {
  return dueAt ? dueAt <= now : hasFailed;
}

/**
 * Whether a due payment is missing. It stays missing when the subscription ends, until it is paid. Where every debt has a
 * date, the dates decide: Stripe may call a subscription past due until its newest invoice is paid, however late that is due.
 */
export function isOverdue({ subscription, debts, now }: Debts): boolean {
  if (debts.some((debt) => isInvoiceOverdue(debt, now))) return true;
  const isDated = debts.length > 0 && debts.every(({ dueAt }) => dueAt !== null);
  return subscription !== null && OVERDUE.includes(subscription.status) && !isDated;
}

/** The debts that are overdue, the oldest first; where Stripe says only that something is, all of them. */
export function overdueDebts<Debt extends OpenDebt>({ debts, ...facts }: Debts & { debts: readonly Debt[] }): Debt[] {
  if (!isOverdue({ debts, ...facts })) return [];
  const byAge = [...debts].sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
  const overdue = byAge.filter((debt) => isInvoiceOverdue(debt, facts.now));
  return overdue.length > 0 ? overdue : byAge;
}

/** Since when a due payment has been missing; null when none is. What was noted before stays until all is paid. */
export function pastDueSince(facts: Debts & { readonly noted: Date | null }): Date | null {
  const { noted, now } = facts;
  if (!isOverdue(facts)) return null;
  const sinces = overdueDebts(facts).map(({ dueAt, createdAt }) => dueAt ?? createdAt);
  return noted ?? sinces.sort((a, b) => a.getTime() - b.getTime())[0] ?? now;
}
