import type { Db } from "#lib/data/client.ts";
import { type StoredReconciliation, toReconciliation } from "#lib/data/reconciliations.ts";
import type { BillingPeriod } from "#lib/domain/billing-period.ts";
import type { DeploymentMode } from "#lib/domain/catalog/plans.ts";
import type { Nanos } from "#lib/domain/money.ts";
import type { Reconciliation } from "#lib/domain/usage/reconciliation.ts";
import { Prisma } from "#prisma/generated/client.ts";

export type UsageSurroundings = {
  /** What was used in the period and what there is now, with the names people know it by; null where none is left. */
  models: string[];
  keys: { id: string; label: string | null }[];
  members: { id: string; name: string | null }[];
  deployments: { id: string; modelId: string | null; mode: DeploymentMode | null }[];
  servedModelIds: string[];
  /** The workspace's, with what counts against it; null when there is none. */
  limit: { limitNanos: Nanos; settledNanos: Nanos; heldNanos: Nanos } | null;
  included: { grantedNanos: Nanos; usedNanos: Nanos } | null;
  digestedUntil: Date | null;
  reconciliation: Reconciliation | null;
};

type Stored = Pick<
  UsageSurroundings,
  "models" | "keys" | "members" | "deployments" | "servedModelIds" | "digestedUntil"
> & {
  limit: { limit: string; settled: string; held: string } | null;
  included: { granted: string; used: string } | null;
  reconciliation: StoredReconciliation | null;
};

/** What the usage of a period is shown with, in one statement. Keys and members are only the reader's own, if asked for. */
export async function readUsageSurroundings(
  db: Db,
  workspaceId: string,
  { period, since, ownMemberId }: { period: BillingPeriod; since: Date; ownMemberId: string | null },
): Promise<UsageSurroundings> {
  const ownUse = ownMemberId === null ? Prisma.sql`true` : Prisma.sql`member_id = ${ownMemberId}`;
  const ownKey = ownMemberId === null ? Prisma.sql`true` : Prisma.sql`created_by_user_id = ${ownMemberId}`;
  const ownPerson = ownMemberId === null ? Prisma.sql`true` : Prisma.sql`user_id = ${ownMemberId}`;
  const [row] = await db.$queryRaw<Stored[]>`
    WITH used AS MATERIALIZED (
      SELECT DISTINCT model_id, api_key_id, member_id, deployment_id FROM usage_rollups
      WHERE workspace_id = ${workspaceId} AND resolution = 'day' AND bucket_start >= ${since} AND bucket_start < ${period.end}
    ),
    spending AS (
      SELECT * FROM period_spending WHERE workspace_id = ${workspaceId} AND period_key = ${period.key}
    )
    SELECT
      (SELECT coalesce(json_agg(model_id ORDER BY model_id), '[]') FROM (
        SELECT model_id FROM used UNION SELECT model_id FROM deployments WHERE workspace_id = ${workspaceId}
      ) AS one) AS "models",
      (SELECT coalesce(json_agg(json_build_object('id', one.api_key_id, 'label', label) ORDER BY one.api_key_id), '[]') FROM (
        SELECT api_key_id FROM used WHERE ${ownUse}
        UNION SELECT api_key_id FROM api_keys WHERE workspace_id = ${workspaceId} AND revoked_at IS NULL AND ${ownKey}
      ) AS one
      LEFT JOIN api_keys ON api_keys.workspace_id = ${workspaceId} AND api_keys.api_key_id = one.api_key_id) AS "keys",
      (SELECT coalesce(json_agg(json_build_object('id', one.user_id, 'name', coalesce(name, email)) ORDER BY one.user_id), '[]') FROM (
        SELECT member_id AS user_id FROM used WHERE ${ownUse}
        UNION SELECT user_id FROM members WHERE workspace_id = ${workspaceId} AND ${ownPerson}
      ) AS one
      LEFT JOIN users ON users.id = one.user_id) AS "members",
      (SELECT coalesce(json_agg(json_build_object('id', one.deployment_id, 'modelId', model_id, 'mode', mode)
        ORDER BY one.deployment_id), '[]') FROM (
        SELECT deployment_id FROM used UNION SELECT deployment_id FROM deployments WHERE workspace_id = ${workspaceId}
      ) AS one
      LEFT JOIN deployments ON deployments.workspace_id = ${workspaceId} AND deployments.deployment_id = one.deployment_id)
        AS "deployments",
      (SELECT coalesce(json_agg(DISTINCT model_id), '[]') FROM deployments
        WHERE workspace_id = ${workspaceId} AND state IN ('active', 'scaling')) AS "servedModelIds",
      (SELECT json_build_object('limit', limit_nanos::text, 'settled', coalesce(settled_nanos, (
          SELECT coalesce(sum(amount_nanos - included_nanos), 0) FROM usage_rollups
          WHERE workspace_id = ${workspaceId} AND resolution = 'day' AND bucket_start >= ${period.start} AND bucket_start < ${period.end}
        ))::text, 'held', coalesce(held_nanos, 0)::text)
        FROM spend_limits LEFT JOIN spending USING (workspace_id)
        WHERE workspace_id = ${workspaceId} AND scope = 'workspace' AND scope_id = ${workspaceId}) AS "limit",
      (SELECT json_build_object('granted', included_granted_nanos::text, 'used', included_used_nanos::text) FROM spending)
        AS "included",
      (SELECT digested_until FROM usage_digests WHERE workspace_id = ${workspaceId}) AS "digestedUntil",
      (SELECT row_to_json(one) FROM (
        SELECT checked_at AS "checkedAt", events_nanos::text AS "eventsNanos", rollup_nanos::text AS "rollupNanos",
          day_rollup_nanos::text AS "dayRollupNanos", ledger_nanos::text AS "ledgerNanos", counters_nanos::text AS "countersNanos",
          included_nanos::text AS "includedNanos", rollup_included_nanos::text AS "rollupIncludedNanos",
          ledger_included_nanos::text AS "ledgerIncludedNanos", counters_included_nanos::text AS "countersIncludedNanos"
        FROM reconciliations WHERE workspace_id = ${workspaceId} AND period_key = ${period.key}
      ) AS one) AS "reconciliation"`;
  if (!row) throw new Error("An aggregate always has a row");
  const { limit, included, reconciliation, ...rest } = row;
  return {
    ...rest,
    limit: limit && {
      limitNanos: BigInt(limit.limit),
      settledNanos: BigInt(limit.settled),
      heldNanos: BigInt(limit.held),
    },
    included: included && { grantedNanos: BigInt(included.granted), usedNanos: BigInt(included.used) },
    reconciliation: reconciliation && toReconciliation(reconciliation),
  };
}
