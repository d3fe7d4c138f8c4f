import type { UsageQuery } from "#lib/domain/usage/usage-query.ts";
import { Prisma } from "#prisma/generated/client.ts";

/** Which requests are counted. A reader who sees only their own may filter by key and member among these only. */
export type UsageFilter = Pick<UsageQuery, "models" | "keys" | "members" | "deployments" | "statuses"> & {
  /** Null for readers who see everybody's. */
  readonly ownMemberId: string | null;
};

/** The group of everybody else's keys, for a reader who sees only their own. */
export const OTHER_PEOPLE_GROUP = "";

/** What settlement keeps, of the requests that a filter counts; as a query to put after FROM. It is never behind. */
export function settledSource(workspaceId: string, filter: UsageFilter): Prisma.Sql {
  return Prisma.sql`(SELECT * FROM usage_rollups WHERE workspace_id = ${workspaceId} AND ${filterCondition(filter)})`;
}

/** What the digest of finished quarter hours keeps by status, with the columns that settlement's rollups have. */
export function digestedSource(workspaceId: string, filter: UsageFilter): Prisma.Sql {
  return Prisma.sql`(
    SELECT workspace_id, resolution, bucket_start, model_id, api_key_id, member_id, deployment_id, request_count,
      CASE status WHEN 'client_closed' THEN request_count ELSE 0 END AS client_closed_count,
      CASE status WHEN 'caller' THEN request_count ELSE 0 END AS caller_error_count,
      CASE status WHEN 'rate_limited' THEN request_count ELSE 0 END AS rate_limited_count,
      CASE status WHEN 'spend_limit' THEN request_count ELSE 0 END AS spend_limit_count,
      CASE WHEN status IN ('server', 'interrupted') THEN request_count ELSE 0 END AS server_error_count,
      input_tokens, cached_input_tokens, output_tokens, input_nanos, cached_input_nanos, output_nanos, amount_nanos, included_nanos
    FROM status_rollups
    WHERE workspace_id = ${workspaceId} AND ${filterCondition(filter)} AND ${statusCondition(filter.statuses)})`;
}

/** Of a table with a status: those that are asked for, or all. Naming them lets the key be used. */
export function statusCondition(statuses: UsageQuery["statuses"]): Prisma.Sql {
  return statuses.length === 0
    ? Prisma.sql`status = ANY (enum_range(NULL::usage_status))`
    : Prisma.sql`status = ANY (${[...statuses]}::text[]::usage_status[])`;
}

/** Of any table with the four columns that usage is filtered by. */
export function filterCondition({ models, keys, members, deployments, ownMemberId }: UsageFilter): Prisma.Sql {
  const isOwn = ownMemberId !== null && keys.length + members.length > 0;
  const conditions = [
    ...anyOf(Prisma.sql`model_id`, models),
    ...anyOf(Prisma.sql`api_key_id`, keys),
    ...anyOf(Prisma.sql`member_id`, members),
    ...anyOf(Prisma.sql`deployment_id`, deployments),
    ...(isOwn ? [Prisma.sql`member_id = ${ownMemberId}`] : []),
  ];
  return conditions.length === 0 ? Prisma.sql`true` : Prisma.join(conditions, " AND ");
}

/** The column that a day's parts are told apart by. */
export function groupColumn(groupBy: UsageQuery["groupBy"], ownMemberId: string | null): Prisma.Sql {
  const column = {
    model: Prisma.sql`model_id`,
    key: Prisma.sql`api_key_id`,
    member: Prisma.sql`member_id`,
    deployment: Prisma.sql`deployment_id`,
  }[groupBy];
  const namesPeople = groupBy === "key" || groupBy === "member";
  if (ownMemberId === null || !namesPeople) return column;
  return Prisma.sql`CASE WHEN member_id = ${ownMemberId} THEN ${column} ELSE ${OTHER_PEOPLE_GROUP} END`;
}

function anyOf(column: Prisma.Sql, values: readonly string[]): Prisma.Sql[] {
  return values.length === 0 ? [] : [Prisma.sql`${column} = ANY (${[...values]}::text[])`];
}
