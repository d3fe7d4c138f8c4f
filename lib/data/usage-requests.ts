import type { Db } from "#lib/data/client.ts";
import { filterCondition, type UsageFilter } from "#lib/data/usage-source.ts";
import type { DeploymentMode } from "#lib/domain/catalog/plans.ts";
import type { Nanos } from "#lib/domain/money.ts";
import type { TokenCounts } from "#lib/domain/usage/price-usage.ts";
import type { UsageStatus } from "#lib/domain/usage/usage-status.ts";
import { Prisma } from "#prisma/generated/client.ts";

/** A stored request with the names people know its key, member and deployment by. Amounts are nano-dollars. */
export type StoredRequest = TokenCounts & {
  requestId: string;
  occurredAt: Date;
  settledAt: Date;
  route: string;
  status: UsageStatus;
  httpStatus: number;
  isStreamed: boolean;
  modelId: string;
  apiKeyId: string;
  keyLabel: string | null;
  memberId: string;
  memberName: string | null;
  deploymentId: string;
  deploymentModelId: string | null;
  deploymentMode: DeploymentMode | null;
  priceVersionId: string | null;
  inputNanos: Nanos;
  cachedInputNanos: Nanos;
  outputNanos: Nanos;
  amountNanos: Nanos;
  includedNanos: Nanos;
  latencyMs: number;
  firstByteMs: number | null;
};

export type RequestSpan = {
  readonly filter: UsageFilter;
  readonly from: Date;
  readonly to: Date;
  /** Only requests before this one; null for the newest. */
  readonly before: string | null;
  readonly atMost: number;
};

const STATUS = Prisma.sql`CASE outcome WHEN 'failed' THEN error_class::text ELSE outcome::text END`;

/**
 * Requests of a span, newest first, each page by the key. Rollups tell which quarter hours have any that match, so that
 * even rare ones are found without reading what lies between.
 */
export async function listUsageRequests(db: Db, workspaceId: string, span: RequestSpan): Promise<StoredRequest[]> {
  const { filter, from, to, before, atMost } = span;
  const ends = before === null ? Prisma.sql`usage_id_floor(${to}::timestamptz)` : Prisma.sql`${before}::uuid`;
  const newest = before === null ? Prisma.sql`${to}::timestamptz` : Prisma.sql`uuid_extract_timestamp(${before}::uuid)`;
  return db.$queryRaw<StoredRequest[]>`
    SELECT ${COLUMNS}
    FROM (
      SELECT event.*
      FROM (
        SELECT DISTINCT bucket_start FROM usage_rollups
        WHERE workspace_id = ${workspaceId} AND resolution = 'quarter_hour'
          AND bucket_start > ${from}::timestamptz - interval '15 minutes' AND bucket_start < ${to} AND bucket_start <= ${newest}
          AND ${filterCondition(filter)} AND ${hasAnyOf(filter.statuses)}
        ORDER BY bucket_start DESC
      ) AS quarter
      CROSS JOIN LATERAL (
        SELECT * FROM usage_events
        WHERE workspace_id = ${workspaceId}
          AND request_id >= greatest(usage_id_floor(bucket_start), usage_id_floor(${from}::timestamptz))
          AND request_id < least(usage_id_floor(bucket_start + interval '15 minutes'), usage_id_floor(${to}::timestamptz), ${ends})
          AND ${filterCondition(filter)} AND ${isAnyOf(filter.statuses)}
        ORDER BY request_id DESC LIMIT ${atMost}
      ) AS event
      ORDER BY quarter.bucket_start DESC, event.request_id DESC
      LIMIT ${atMost}
    ) AS event
    ${namesOf(workspaceId)}
    ORDER BY event.request_id DESC`;
}

/** One request of a workspace, by its id; null when it has none such, or it is another member's and only own are asked for. */
export async function findUsageRequest(
  db: Db,
  workspaceId: string,
  { requestId, ownMemberId }: { requestId: string; ownMemberId: string | null },
): Promise<StoredRequest | null> {
  const isOwn = ownMemberId === null ? Prisma.sql`true` : Prisma.sql`member_id = ${ownMemberId}`;
  const [row] = await db.$queryRaw<StoredRequest[]>`
    SELECT ${COLUMNS}
    FROM (SELECT * FROM usage_events WHERE workspace_id = ${workspaceId} AND request_id = ${requestId}::uuid AND ${isOwn}) AS event
    ${namesOf(workspaceId)}`;
  return row ?? null;
}

const COLUMNS = Prisma.sql`
    event.request_id::text AS "requestId", occurred_at AS "occurredAt", settled_at AS "settledAt", route, ${STATUS} AS "status",
    http_status AS "httpStatus", is_streamed AS "isStreamed", event.model_id AS "modelId", event.api_key_id AS "apiKeyId",
    api_keys.label AS "keyLabel", event.member_id AS "memberId", coalesce(users.name, users.email) AS "memberName",
    event.deployment_id AS "deploymentId", deployments.model_id AS "deploymentModelId",
    deployments.mode::text AS "deploymentMode", price_version_id AS "priceVersionId",
    input_tokens AS "inputTokens", cached_input_tokens AS "cachedInputTokens", output_tokens AS "outputTokens",
    input_nanos AS "inputNanos", cached_input_nanos AS "cachedInputNanos", output_nanos AS "outputNanos",
    amount_nanos AS "amountNanos", included_nanos AS "includedNanos", latency_ms AS "latencyMs", first_byte_ms AS "firstByteMs"`;

function namesOf(workspaceId: string): Prisma.Sql {
  return Prisma.sql`
    LEFT JOIN api_keys ON api_keys.workspace_id = ${workspaceId} AND api_keys.api_key_id = event.api_key_id
    LEFT JOIN users ON users.id = event.member_id
    LEFT JOIN deployments ON deployments.workspace_id = ${workspaceId} AND deployments.deployment_id = event.deployment_id`;
}

function isAnyOf(statuses: UsageFilter["statuses"]): Prisma.Sql {
  return statuses.length === 0 ? Prisma.sql`true` : Prisma.sql`${STATUS} = ANY (${[...statuses]}::text[])`;
}

/** How many requests of each status a rollup may have; those of our errors may be interrupted ones. */
const COUNTS: Record<UsageStatus, Prisma.Sql> = {
  succeeded: Prisma.sql`request_count > client_closed_count + caller_error_count + rate_limited_count + spend_limit_count + server_error_count`,
  client_closed: Prisma.sql`client_closed_count > 0`,
  interrupted: Prisma.sql`server_error_count > 0`,
  caller: Prisma.sql`caller_error_count > 0`,
  rate_limited: Prisma.sql`rate_limited_count > 0`,
  spend_limit: Prisma.sql`spend_limit_count > 0`,
  server: Prisma.sql`server_error_count > 0`,
};

function hasAnyOf(statuses: UsageFilter["statuses"]): Prisma.Sql {
  if (statuses.length === 0) return Prisma.sql`true`;
  return Prisma.sql`(${Prisma.join(
    statuses.map((status) => COUNTS[status]),
    " OR ",
  )})`;
}
