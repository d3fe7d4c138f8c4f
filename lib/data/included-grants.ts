import type { Db } from "#lib/data/client.ts";
import type { BillingPeriod } from "#lib/domain/billing-period.ts";
import type { Nanos } from "#lib/domain/money.ts";

/** Adds to the included inference of an open period. Hold the workspace's spending first. */
export async function raiseIncluded(tx: Db, workspaceId: string, period: BillingPeriod, byNanos: Nanos): Promise<void> {
  if (byNanos === 0n) return;
  await tx.periodSpending.update({
    where: { workspaceId_periodKey: { workspaceId, periodKey: period.key } },
    data: { includedGrantedNanos: { increment: byNanos } },
    select: { periodKey: true },
  });
}

/** Lowers the included inference of an open period to an amount, or to what is used and held. Hold the spending first. */
export async function lowerIncluded(tx: Db, workspaceId: string, period: BillingPeriod, toNanos: Nanos): Promise<void> {
  await tx.$executeRaw`
    UPDATE period_spending
    SET included_granted_nanos = least(
      included_granted_nanos, greatest(${toNanos}, included_used_nanos + included_held_nanos)
    )
    WHERE workspace_id = ${workspaceId} AND period_key = ${period.key}`;
}
