import { type Context, requirePermission } from "#lib/context.ts";
import { insertAuditEntry } from "#lib/data/audit-entries.ts";
import { deleteSpendLimit, type LimitTarget, lockSpending } from "#lib/data/spend-limits.ts";
import { billingPeriodAt } from "#lib/domain/billing-period.ts";
import { toExactDollars } from "#lib/domain/money.ts";

/** Removes a limit: from this instant on only the others that apply hold. A limit that is gone already stays so. */
export async function removeSpendLimit(ctx: Context, { scope, scopeId }: LimitTarget): Promise<void> {
  requirePermission(ctx, "spend_limits:set");
  await ctx.db.$transaction(async (tx) => {
    await lockSpending(tx, ctx.workspaceId, billingPeriodAt(ctx.now));
    const removed = await deleteSpendLimit(tx, ctx.workspaceId, { scope, scopeId });
    if (!removed) return;
    const { limitNanos, ...alerts } = removed;
    await insertAuditEntry(tx, {
      workspaceId: ctx.workspaceId,
      action: "spend_limit.removed",
      actor: ctx.actor,
      targetType: "spend_limit",
      targetId: scopeId,
      before: { scope, limit: toExactDollars(limitNanos), ...alerts },
      after: null,
      ip: ctx.ip,
      requestId: ctx.requestId,
      at: ctx.now,
    });
  });
}
