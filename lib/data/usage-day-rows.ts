import type { Db } from "#lib/data/client.ts";
import { filterCondition, type UsageFilter } from "#lib/data/usage-source.ts";
import type { BillingPeriod } from "#lib/domain/billing-period.ts";
import type { DeploymentMode } from "#lib/domain/catalog/plans.ts";
import type { Nanos } from "#lib/domain/money.ts";
import { Prisma } from "#prisma/generated/client.ts";

/** A UTC day's usage of a model by a key, member and deployment, with the names people know them by. */
export type UsageDayRow = {
  utcDay: Date;
  modelId: string;
  apiKeyId: string;
  keyLabel: string | null;
  memberId: string;
  memberName: string | null;
  deploymentId: string;
  deploymentModelId: string | null;
  deploymentMode: DeploymentMode | null;
  inputTokens: bigint;
  cachedInputTokens: bigint;
  outputTokens: bigint;
  inputNanos: Nanos;
  cachedInputNanos: Nanos;
  outputNanos: Nanos;
  includedNanos: Nanos;
};

/** A period's day rollups in the order of their key, so many at a time, after the last one read. */
export async function listUsageDayRows(
  db: Db,
  workspaceId: string,
  {
    period,
    filter,
    after,
    atMost,
  }: { period: BillingPeriod; filter: UsageFilter; after: UsageDayRow | null; atMost: number },
): Promise<UsageDayRow[]> {
  const rest = after
    ? Prisma.sql`(bucket_start, r.model_id, r.api_key_id, r.member_id, r.deployment_id)
        > (${after.utcDay}, ${after.modelId}, ${after.apiKeyId}, ${after.memberId}, ${after.deploymentId})`
    : Prisma.sql`true`;
  return db.$queryRaw<UsageDayRow[]>`
    SELECT bucket_start AS "utcDay", r.model_id AS "modelId", r.api_key_id AS "apiKeyId", api_keys.label AS "keyLabel",
      r.member_id AS "memberId", coalesce(users.name, users.email) AS "memberName", r.deployment_id AS "deploymentId",
      deployments.model_id AS "deploymentModelId", deployments.mode::text AS "deploymentMode",
      input_tokens AS "inputTokens", cached_input_tokens AS "cachedInputTokens", output_tokens AS "outputTokens",
      input_nanos AS "inputNanos", cached_input_nanos AS "cachedInputNanos", output_nanos AS "outputNanos",
      included_nanos AS "includedNanos"
    FROM (
      SELECT * FROM usage_rollups AS r
      WHERE workspace_id = ${workspaceId} AND resolution = 'day'
        AND bucket_start >= ${period.start} AND bucket_start < ${period.end} AND ${filterCondition(filter)} AND ${rest}
      ORDER BY bucket_start, model_id, api_key_id, member_id, deployment_id
      LIMIT ${atMost}
    ) AS r
    LEFT JOIN api_keys ON api_keys.workspace_id = ${workspaceId} AND api_keys.api_key_id = r.api_key_id
    LEFT JOIN users ON users.id = r.member_id
    LEFT JOIN deployments ON deployments.workspace_id = ${workspaceId} AND deployments.deployment_id = r.deployment_id
    ORDER BY bucket_start, r.model_id, r.api_key_id, r.member_id, r.deployment_id`;
}
