import { type Context, requirePermission } from "#lib/context.ts";
import { insertAuditEntry } from "#lib/data/audit-entries.ts";
import type { Db } from "#lib/data/client.ts";
import { findPlanChange, replacePlanChange, type StoredPlanChange } from "#lib/data/plan-changes.ts";
import { findStripeCustomerId } from "#lib/data/stripe-customers.ts";
import { lockWorkspace } from "#lib/data/workspaces.ts";
import { AppError } from "#lib/domain/errors.ts";
import { isLive } from "#lib/domain/plans/planned-by-payment.ts";
import type { StripeConnection } from "#lib/stripe/connection.ts";
import { alignPendingChange } from "./align-pending-change.ts";
import { refuseParallel } from "./claim-quote.ts";
import { refreshBilling } from "./refresh-billing.ts";
import { requireStripe } from "./require-stripe.ts";

/** Takes back the change that waits for the next period, so that plan and seats stay. Without one, nothing happens. */
export async function undoPlanChange(ctx: Context): Promise<void> {
  requirePermission(ctx, "plan:change", { evenOverdue: true });
  requirePermission(ctx, "seats:change", { evenOverdue: true });
  const stripe = requireStripe(ctx);
  const pending = await ctx.db.$transaction((tx) => findUndoable(tx, ctx));
  if (!pending) return;
  await align(ctx, stripe, null);
  const replacing = await ctx.db.$transaction(async (tx) => {
    await lockWorkspace(tx, ctx.workspaceId);
    const left = await findPlanChange(tx, ctx.workspaceId);
    if (left?.quoteId !== pending.quoteId) return left;
    await remove(tx, ctx, pending);
    return null;
  });
  // Another change was confirmed meanwhile, and its schedule may have been the one that was released.
  if (replacing) await align(ctx, stripe, replacing);
}

async function findUndoable(tx: Db, ctx: Context): Promise<StoredPlanChange | null> {
  const { workspaceId, now } = ctx;
  await lockWorkspace(tx, workspaceId);
  const pending = await findPlanChange(tx, workspaceId);
  if (!pending) return null;
  if (pending.effectiveAt <= now) {
    throw new AppError(
      "conflict",
      "This change is taking effect now and cannot be undone. Change the plan again instead.",
    );
  }
  await refuseParallel(tx, ctx, null);
  return pending;
}

async function remove(tx: Db, ctx: Context, pending: StoredPlanChange): Promise<void> {
  const { workspaceId } = ctx;
  await replacePlanChange(tx, workspaceId, null);
  await insertAuditEntry(tx, {
    workspaceId,
    action: "plan_change.undone",
    actor: ctx.actor,
    targetType: "workspace",
    targetId: workspaceId,
    before: { plan: pending.toPlan, seats: pending.toSeats, effectiveAt: pending.effectiveAt.toISOString() },
    after: null,
    ip: ctx.ip,
    requestId: ctx.requestId,
    at: ctx.now,
  });
}

async function align(ctx: Context, stripe: StripeConnection, pending: StoredPlanChange | null): Promise<void> {
  const { db, workspaceId, now, requestId } = ctx;
  const customerId = await findStripeCustomerId(db, workspaceId);
  if (!customerId) return;
  const { subscription } = await refreshBilling(db, stripe, { customerId, now, requestId });
  if (!subscription || !isLive(subscription)) return;
  await alignPendingChange(stripe, subscription, { pending, now });
  await refreshBilling(db, stripe, { customerId, now, requestId });
}
