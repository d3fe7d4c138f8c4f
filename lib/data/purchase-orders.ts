import type { Db } from "#lib/data/client.ts";
import { type BillingPeriod, billingPeriodAt, utcDayKey } from "#lib/domain/billing-period.ts";
import type { Nanos } from "#lib/domain/money.ts";

/**
 * What a workspace was charged for usage beyond what is included since an instant: from the start of its UTC day, because
 * usage is summed by days, and whole periods after its own from their counters. Nano-dollars.
 */
export async function readUsageSince(db: Db, workspaceId: string, since: Date): Promise<Nanos> {
  const period = billingPeriodAt(since);
  return (await readRestOf(db, workspaceId, { period, since })) + (await readLaterPeriods(db, workspaceId, period));
}

async function readRestOf(
  db: Db,
  workspaceId: string,
  { period, since }: { period: BillingPeriod; since: Date },
): Promise<Nanos> {
  const day = new Date(`${utcDayKey(since)}T00:00:00Z`);
  const [row] = await db.$queryRaw<{ nanos: bigint }[]>`
    SELECT coalesce(sum(amount_nanos - included_nanos), 0)::bigint AS "nanos"
    FROM usage_rollups
    WHERE workspace_id = ${workspaceId} AND resolution = 'day' AND bucket_start >= ${day} AND bucket_start < ${period.end}`;
  return row?.nanos ?? 0n;
}

async function readLaterPeriods(db: Db, workspaceId: string, { key }: BillingPeriod): Promise<Nanos> {
  const { _sum } = await db.periodSpending.aggregate({
    where: { workspaceId, periodKey: { gt: key } },
    _sum: { settledNanos: true },
  });
  return _sum.settledNanos ?? 0n;
}
