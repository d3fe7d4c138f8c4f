import type { Db } from "#lib/data/client.ts";
import { usagePieces } from "#lib/data/usage-pieces.ts";
import { filterCondition, statusCondition, type UsageFilter } from "#lib/data/usage-source.ts";
import type { DayCuts } from "#lib/domain/usage/day-cuts.ts";
import type { LatencyHistogram } from "#lib/domain/usage/latency-histogram.ts";
import { Prisma } from "#prisma/generated/client.ts";

export type UsageLatencies = {
  /** By the days' places; days without such requests are absent. */
  latencies: Map<number, LatencyHistogram>;
  interrupted: Map<number, number>;
};

/**
 * What only the digest knows of a period's days: how long requests took and how many were cut by us part-way. Latencies
 * are those of requests served whole, unless other statuses are asked for.
 */
export async function readUsageLatencies(
  db: Db,
  workspaceId: string,
  { filter, cuts }: { filter: UsageFilter; cuts: DayCuts },
): Promise<UsageLatencies> {
  const asksInterrupted = filter.statuses.length === 0 || filter.statuses.includes("interrupted");
  const [row] = await db.$queryRaw<
    {
      latencies: { day: number; bucket: number; requests: number }[];
      interrupted: { day: number; requests: number }[];
    }[]
  >`
    SELECT
      (SELECT coalesce(json_agg(one), '[]') FROM (
        SELECT day, bucket, sum(sign * requests)::bigint AS requests
        FROM ${usagePieces(latencySource(workspaceId, filter), cuts)} AS piece
        CROSS JOIN LATERAL unnest(latency_buckets, latency_counts) AS pair(bucket, requests)
        GROUP BY 1, 2 HAVING sum(sign * requests) > 0
      ) AS one) AS "latencies",
      (SELECT coalesce(json_agg(one), '[]') FROM (
        SELECT day, sum(sign * request_count)::bigint AS requests
        FROM ${usagePieces(statusSource(workspaceId, { ...filter, statuses: ["interrupted"] }), cuts)} AS piece
        WHERE ${asksInterrupted}
        GROUP BY 1
      ) AS one) AS "interrupted"`;
  if (!row) throw new Error("An aggregate always has a row");
  const byDay = Map.groupBy(row.latencies, ({ day }) => day);
  return {
    latencies: new Map(
      [...byDay].map(([day, pairs]) => [day, new Map(pairs.map(({ bucket, requests }) => [bucket, requests]))]),
    ),
    interrupted: new Map(row.interrupted.map(({ day, requests }) => [day, requests])),
  };
}

function latencySource(workspaceId: string, filter: UsageFilter): Prisma.Sql {
  const { models, keys, members, deployments, statuses } = filter;
  const isWhole = [models, keys, members, deployments, statuses].every((list) => list.length === 0);
  if (isWhole) return Prisma.sql`(SELECT * FROM latency_rollups WHERE workspace_id = ${workspaceId})`;
  return statusSource(workspaceId, { ...filter, statuses: statuses.length === 0 ? ["succeeded"] : statuses });
}

function statusSource(workspaceId: string, filter: UsageFilter): Prisma.Sql {
  return Prisma.sql`(
    SELECT * FROM status_rollups
    WHERE workspace_id = ${workspaceId} AND ${statusCondition(filter.statuses)} AND ${filterCondition(filter)})`;
}
