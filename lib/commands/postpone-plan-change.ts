import { insertAuditEntry } from "#lib/data/audit-entries.ts";
import { findPlanChange, replacePlanChange, type StoredPlanChange } from "#lib/data/plan-changes.ts";
import { lockWorkspace } from "#lib/data/workspaces.ts";
import type { BilledSubscription } from "#lib/stripe/read-billing.ts";
import { alignPendingChange } from "./align-pending-change.ts";
import type { BillingWork } from "./billing-work.ts";

type MissedChange = {
  readonly workspaceId: string;
  readonly subscription: BilledSubscription;
  readonly pending: StoredPlanChange;
};

/**
 * Schedules a change that should have taken effect and has not for the end of the present period instead, audited. What
 * was charged meanwhile is for a person to look at. @returns false where it was changed meanwhile
 */
export async function postponePlanChange(work: BillingWork, missed: MissedChange): Promise<boolean> {
  const { db, stripe, now, requestId } = work;
  const { workspaceId, subscription, pending } = missed;
  const effectiveAt = subscription.periodEnd;
  const isPostponed = await db.$transaction(async (tx) => {
    await lockWorkspace(tx, workspaceId);
    if ((await findPlanChange(tx, workspaceId))?.quoteId !== pending.quoteId) return false;
    await replacePlanChange(tx, workspaceId, { ...pending, effectiveAt });
    const target = { plan: pending.toPlan, seats: pending.toSeats, quoteId: pending.quoteId };
    await insertAuditEntry(tx, {
      workspaceId,
      action: "plan_change.postponed",
      actor: { type: "system", job: "billing" },
      targetType: "workspace",
      targetId: workspaceId,
      before: { ...target, effectiveAt: pending.effectiveAt.toISOString() },
      after: { ...target, effectiveAt: effectiveAt.toISOString() },
      ip: null,
      requestId,
      at: now,
    });
    return true;
  });
  if (isPostponed) await alignPendingChange(stripe, subscription, { pending, now });
  return isPostponed;
}
