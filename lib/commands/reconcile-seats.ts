import { listPayingWorkspaces } from "#lib/data/billing-accounts.ts";
import { findPlanChange, type StoredPlanChange } from "#lib/data/plan-changes.ts";
import { listSeatHolders } from "#lib/data/plan-holdings.ts";
import { findStripeCustomerId } from "#lib/data/stripe-customers.ts";
import { readWorkspacePlan } from "#lib/data/workspace-plans.ts";
import { memberBound, planSeatsName } from "#lib/domain/plans/plan-seats.ts";
import { isLive, plannedByPayment } from "#lib/domain/plans/planned-by-payment.ts";
import type { SeatDrift } from "#lib/domain/plans/seat-drift.ts";
import { errorChain } from "#lib/platform/error-chain.ts";
import { log } from "#lib/platform/log.ts";
import { type BilledSubscription, type BillingState, readBilling } from "#lib/stripe/read-billing.ts";
import { alignPendingChange } from "./align-pending-change.ts";
import type { BillingWork } from "./billing-work.ts";
import { postponePlanChange } from "./postpone-plan-change.ts";
import { refreshBilling } from "./refresh-billing.ts";

const PAGE = 100;
/** Stripe may take a while to renew; a change that is late by more has gone wrong. */
const LATE_MS = 3_600_000;

export type SeatReport = { readonly checked: number; readonly drifts: readonly SeatDrift[] };

type Finding = Omit<SeatDrift, "workspaceId">;

/**
 * Compares every workspace whose plan is paid for with Stripe: plan and seats, members, and the change that waits. Weir is
 * brought to Stripe's plan and seats, Stripe to Weir's waiting change. Nothing is charged. One that cannot be compared is
 * part of the report and stops nothing.
 */
export async function reconcileSeats(work: BillingWork): Promise<SeatReport> {
  const drifts: SeatDrift[] = [];
  let checked = 0;
  let afterWorkspaceId = "";
  for (;;) {
    const workspaceIds = await listPayingWorkspaces(work.db, { afterWorkspaceId, atMost: PAGE });
    for (const workspaceId of workspaceIds) {
      const findings = await reconcileOne(work, workspaceId).catch((error: unknown): Finding[] => {
        log.error("seats.reconcile_failed", errorChain(error), { workspaceId });
        return [{ kind: "unreadable", found: "an error", expected: "an answer", isMended: false }];
      });
      drifts.push(...findings.map((finding) => ({ workspaceId, ...finding })));
      checked += 1;
    }
    if (workspaceIds.length < PAGE) return { checked, drifts };
    afterWorkspaceId = workspaceIds.at(-1) ?? afterWorkspaceId;
  }
}

async function reconcileOne(work: BillingWork, workspaceId: string): Promise<Finding[]> {
  const { db, stripe, now, requestId } = work;
  const customerId = await findStripeCustomerId(db, workspaceId);
  if (!customerId) return [];
  const before = await readBilling(stripe, customerId);
  const findings = await compare(work, workspaceId, before);
  const { subscription } = await refreshBilling(db, stripe, { customerId, now, requestId });
  const pending = await findPlanChange(db, workspaceId);
  const live = subscription && isLive(subscription) ? subscription : null;
  const waiting = await comparePending(work, { workspaceId, subscription: live, pending });
  return [...findings, ...waiting, ...(await compareMembers(work, workspaceId))];
}

/** What Weir knew before Stripe was asked. */
async function compare({ db }: BillingWork, workspaceId: string, billing: BillingState): Promise<Finding[]> {
  const current = await readWorkspacePlan(db, workspaceId);
  const paid = plannedByPayment({ current, subscription: billing.subscription, wasPaid: true });
  const names = { found: planSeatsName(current), expected: planSeatsName(paid) };
  const count = billing.liveSubscriptionIds.length;
  return [
    ...(names.found === names.expected ? [] : [{ kind: "plan_or_seats", ...names, isMended: true } as const]),
    ...(count > 1
      ? [{ kind: "second_subscription", found: `${count} subscriptions`, expected: "1", isMended: true } as const]
      : []),
  ];
}

type Waiting = { workspaceId: string; subscription: BilledSubscription | null; pending: StoredPlanChange | null };

async function comparePending(work: BillingWork, { workspaceId, subscription, pending }: Waiting): Promise<Finding[]> {
  const { stripe, now } = work;
  if (!subscription) return [];
  const expected = pending ? planSeatsName({ plan: pending.toPlan, seats: pending.toSeats }) : "no change";
  if (pending && pending.effectiveAt <= now) {
    const isLate = now.getTime() - pending.effectiveAt.getTime() > LATE_MS;
    if (!isLate || subscription.periodEnd <= now) return [];
    const isMended = await postponePlanChange(work, { workspaceId, subscription, pending });
    return [{ kind: "overdue_change", found: "not in effect", expected, isMended }];
  }
  // A change that waits for its payment decides first.
  if (subscription.pendingUpdateExpiresAt) return [];
  const found = subscription.isCancelling
    ? "the subscription ends"
    : subscription.scheduled
      ? planSeatsName(subscription.scheduled)
      : "no change";
  const isMended = await alignPendingChange(stripe, subscription, { pending, now });
  return isMended ? [{ kind: "pending_change", found, expected, isMended }] : [];
}

async function compareMembers({ db }: BillingWork, workspaceId: string): Promise<Finding[]> {
  const holders = await listSeatHolders(db, workspaceId);
  const current = await readWorkspacePlan(db, workspaceId);
  if (current.plan === "enterprise") return [];
  const [used, bound] = [holders.filter(({ isSuspended }) => !isSuspended).length, memberBound(current, null)];
  return used > bound
    ? [{ kind: "members_over_seats", found: `${used} members`, expected: `at most ${bound}`, isMended: false }]
    : [];
}
