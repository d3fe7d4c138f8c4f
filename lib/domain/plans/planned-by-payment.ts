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

type Debt = {
  readonly subscription: Pick<SubscriptionFacts, "status"> | null;
  /** What is open of all subscriptions, ended ones too. */
  readonly openInvoice: {
    readonly createdAt: Date;
    readonly dueAt: Date | null;
    /** Whether a payment was tried. */
    readonly hasFailed: boolean;
  } | null;
  readonly now: Date;
};

/** Whether a due payment is missing. It stays missing when the subscription ends, until it is paid. */
export function isOverdue({ subscription, openInvoice, now }: Debt): boolean {
  if (subscription && OVERDUE.includes(subscription.status)) return true;
  if (!openInvoice) return false;
  return openInvoice.dueAt ? openInvoice.dueAt <= now : openInvoice.hasFailed;
}

/** Since when a due payment has been missing; null when none is. What was noted before stays until all is paid. */
export function pastDueSince(debt: Debt & { readonly noted: Date | null }): Date | null {
  const { openInvoice, noted, now } = debt;
  if (!isOverdue(debt)) return null;
  return noted ?? openInvoice?.dueAt ?? openInvoice?.createdAt ?? now;
}
