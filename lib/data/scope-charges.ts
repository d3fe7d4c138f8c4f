import type { Db } from "#lib/data/client.ts";
import type { Spending } from "#lib/data/spend-limits.ts";
import type { BillingPeriod } from "#lib/domain/billing-period.ts";

type Row = { scopeId: string; settledNanos: bigint; heldNanos: bigint };

/** What each member's requests of a period were charged beyond the included inference, and what they hold. */
export async function listMemberSpending(
  db: Db,
  workspaceId: string,
  { key, start, end }: BillingPeriod,
): Promise<Map<string, Spending>> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT id AS "scopeId", sum(settled)::bigint AS "settledNanos", sum(held)::bigint AS "heldNanos" FROM (
      SELECT member_id AS id, amount_nanos - included_nanos AS settled, 0 AS held FROM usage_rollups
      WHERE workspace_id = ${workspaceId} AND resolution = 'day' AND bucket_start >= ${start} AND bucket_start < ${end}
      UNION ALL
      SELECT member_id, 0, amount_nanos - included_nanos FROM holds
      WHERE workspace_id = ${workspaceId} AND period_key = ${key}
    ) AS charges GROUP BY id`;
  return bySubject(rows);
}

/** The same for each API key. */
export async function listKeySpending(
  db: Db,
  workspaceId: string,
  { key, start, end }: BillingPeriod,
): Promise<Map<string, Spending>> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT id AS "scopeId", sum(settled)::bigint AS "settledNanos", sum(held)::bigint AS "heldNanos" FROM (
      SELECT api_key_id AS id, amount_nanos - included_nanos AS settled, 0 AS held FROM usage_rollups
      WHERE workspace_id = ${workspaceId} AND resolution = 'day' AND bucket_start >= ${start} AND bucket_start < ${end}
      UNION ALL
      SELECT api_key_id, 0, amount_nanos - included_nanos FROM holds
      WHERE workspace_id = ${workspaceId} AND period_key = ${key}
    ) AS charges GROUP BY id`;
  return bySubject(rows);
}

function bySubject(rows: readonly Row[]): Map<string, Spending> {
  return new Map(rows.map(({ scopeId, ...spending }) => [scopeId, spending]));
}
