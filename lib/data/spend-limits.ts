import type { Db } from "#lib/data/client.ts";
import { lockFunds } from "#lib/data/credit-entries.ts";
import type { BillingPeriod } from "#lib/domain/billing-period.ts";
import type { Nanos } from "#lib/domain/money.ts";
import type { LimitScope } from "#lib/domain/spend-limit.ts";

/** What a limit is set on: its id is that of the workspace, the member or the API key. */
export type LimitTarget = { readonly scope: LimitScope; readonly scopeId: string };

export type LimitTerms = { limitNanos: Nanos; alertAtPercent: number[]; hasPaceAlert: boolean };

/** What a scope has settled and holds in a period; nano-dollars, beyond the included inference. */
export type Spending = { settledNanos: Nanos; heldNanos: Nanos };

export type StoredSpendLimit = LimitTarget & LimitTerms & Spending;

/** Takes the lock of the workspace's money and opens its counters of the period. Limits are changed only below it. */
export async function lockSpending(tx: Db, workspaceId: string, period: BillingPeriod): Promise<void> {
  await lockFunds(tx, workspaceId);
  await tx.$queryRaw`SELECT period_key FROM open_period(${workspaceId}, ${period.key})`;
}

export async function findSpendLimit(db: Db, workspaceId: string, target: LimitTarget): Promise<LimitTerms | null> {
  return db.spendLimit.findUnique({
    where: { workspaceId_scope_scopeId: { workspaceId, ...target } },
    select: { limitNanos: true, alertAtPercent: true, hasPaceAlert: true },
  });
}

/** Sets a limit, makes the counters it needs in the period and queues the alerts that are due by it. Hold the workspace's spending first. */
export async function upsertSpendLimit(
  tx: Db,
  workspaceId: string,
  limit: LimitTarget & LimitTerms & { period: BillingPeriod; now: Date },
): Promise<void> {
  const { scope, scopeId, period, now, ...terms } = limit;
  const values = { ...terms, updatedAt: now };
  await tx.spendLimit.upsert({
    where: { workspaceId_scope_scopeId: { workspaceId, scope, scopeId } },
    create: { workspaceId, scope, scopeId, ...values },
    update: values,
    select: { scopeId: true },
  });
  await tx.$executeRaw`SELECT open_scopes(${workspaceId}, ${period.key})`;
  await tx.$executeRaw`SELECT queue_limit_alerts(${workspaceId}, ${period.key}, ${now})`;
}

/**
 * Deletes a limit and its counters, which are derived anew when a limit is set again. Hold the workspace's spending first.
 * @returns the limit as it was, or null when there was none
 */
export async function deleteSpendLimit(tx: Db, workspaceId: string, target: LimitTarget): Promise<LimitTerms | null> {
  const existing = await findSpendLimit(tx, workspaceId, target);
  if (!existing) return null;
  await tx.spendLimit.delete({
    where: { workspaceId_scope_scopeId: { workspaceId, ...target } },
    select: { scopeId: true },
  });
  await tx.scopeSpending.deleteMany({ where: { workspaceId, ...target } });
  return existing;
}

/** A workspace's limits with what counts against each in a period: its own first, then members', then keys'. */
export async function listSpendLimits(db: Db, workspaceId: string, period: BillingPeriod): Promise<StoredSpendLimit[]> {
  return db.$queryRaw<StoredSpendLimit[]>`
    SELECT
      scope::text AS "scope", scope_id AS "scopeId", limit_nanos AS "limitNanos", alert_at_percent AS "alertAtPercent",
      has_pace_alert AS "hasPaceAlert",
      coalesce(counters.settled_nanos, 0) AS "settledNanos", coalesce(counters.held_nanos, 0) AS "heldNanos"
    FROM spend_limits
    LEFT JOIN (
      SELECT 'workspace'::limit_scope AS scope, workspace_id AS scope_id, settled_nanos, held_nanos
      FROM period_spending WHERE workspace_id = ${workspaceId} AND period_key = ${period.key}
      UNION ALL
      SELECT scope, scope_id, settled_nanos, held_nanos
      FROM scope_spending WHERE workspace_id = ${workspaceId} AND period_key = ${period.key}
    ) AS counters USING (scope, scope_id)
    WHERE spend_limits.workspace_id = ${workspaceId}
    ORDER BY spend_limits.scope, scope_id`;
}

/** What the whole workspace has settled and holds in a period. Before its counters are opened, what the events say. */
export async function readSpending(db: Db, workspaceId: string, period: BillingPeriod): Promise<Spending> {
  const counters = await db.periodSpending.findUnique({
    where: { workspaceId_periodKey: { workspaceId, periodKey: period.key } },
    select: { settledNanos: true, heldNanos: true },
  });
  return counters ?? { settledNanos: await sumCharges(db, workspaceId, { period }), heldNanos: 0n };
}

/** What the counters of a member's or key's limit say; null when there are none. */
export async function findScopeSpending(
  db: Db,
  workspaceId: string,
  { scope, scopeId, period }: LimitTarget & { period: BillingPeriod },
): Promise<Spending | null> {
  return db.scopeSpending.findUnique({
    where: { workspaceId_periodKey_scope_scopeId: { workspaceId, periodKey: period.key, scope, scopeId } },
    select: { settledNanos: true, heldNanos: true },
  });
}

async function sumCharges(db: Db, workspaceId: string, { period }: { period: BillingPeriod }): Promise<Nanos> {
  const [row] = await db.$queryRaw<{ nanos: bigint }[]>`
    SELECT coalesce(sum(amount_nanos - included_nanos), 0)::bigint AS "nanos"
    FROM usage_rollups
    WHERE workspace_id = ${workspaceId} AND resolution = 'day' AND bucket_start >= ${period.start} AND bucket_start < ${period.end}`;
  return row?.nanos ?? 0n;
}

/** What a key's requests of a period were, from the events: independent of the counters that limits are checked against. */
export async function readKeyCharges(
  db: Db,
  workspaceId: string,
  { apiKeyId, period }: { apiKeyId: string; period: BillingPeriod },
): Promise<{ servedCount: number; chargedNanos: Nanos; includedNanos: Nanos }> {
  const [row] = await db.$queryRaw<{ served: bigint; charged: bigint; included: bigint }[]>`
    SELECT
      coalesce(sum(request_count - caller_error_count - rate_limited_count - spend_limit_count - server_error_count), 0)::bigint
        AS "served",
      coalesce(sum(amount_nanos - included_nanos), 0)::bigint AS "charged",
      coalesce(sum(included_nanos), 0)::bigint AS "included"
    FROM usage_rollups
    WHERE workspace_id = ${workspaceId} AND resolution = 'day' AND bucket_start >= ${period.start} AND bucket_start < ${period.end}
      AND api_key_id = ${apiKeyId}`;
  return {
    servedCount: Number(row?.served ?? 0n),
    chargedNanos: row?.charged ?? 0n,
    includedNanos: row?.included ?? 0n,
  };
}
