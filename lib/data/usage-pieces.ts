import { filterCondition, settledSource, type UsageFilter } from "#lib/data/usage-source.ts";
import type { DayCuts, PrefixCuts } from "#lib/domain/usage/day-cuts.ts";
import { Prisma } from "#prisma/generated/client.ts";

/**
 * The rows of a source that make up local days, as a query to put after FROM: each row with the day it counts for and
 * whether it counts for (1) or against (-1) it. The source has a resolution and a bucket_start.
 */
export function usagePieces(source: Prisma.Sql, { wholeDays, moves }: DayCuts): Prisma.Sql {
  return Prisma.sql`(
    ${wholePieces(source, wholeDays)}
    ${moves.length === 0 ? Prisma.empty : movedPieces(source, moves)}
  )`;
}

/**
 * The same of what settlement keeps, by what UTC days had until a local midnight: a row for each hour that is digested,
 * and quarter hours from there on.
 */
export function settledPieces(
  workspaceId: string,
  filter: UsageFilter,
  { wholeDays, prefixes }: PrefixCuts,
): Prisma.Sql {
  const source = settledSource(workspaceId, filter);
  return Prisma.sql`(
    ${wholePieces(Prisma.sql`(SELECT resolution, bucket_start, ${SUMMED} FROM ${source} AS settled)`, wholeDays)}
    ${prefixes.length === 0 ? Prisma.empty : prefixPieces(workspaceId, filter, prefixes)}
  )`;
}

const SUMMED =
  Prisma.raw(`model_id, api_key_id, member_id, deployment_id, request_count, client_closed_count, caller_error_count,
  rate_limited_count, spend_limit_count, server_error_count, input_tokens, cached_input_tokens, output_tokens, input_nanos,
  cached_input_nanos, output_nanos, amount_nanos, included_nanos`);

function wholePieces(source: Prisma.Sql, wholeDays: DayCuts["wholeDays"]): Prisma.Sql {
  const utcDays = wholeDays.map(({ utcDay }) => utcDay.toISOString());
  const days = wholeDays.map(({ day }) => day);
  const ordered = utcDays.toSorted();
  return Prisma.sql`
    SELECT whole.day, 1 AS sign, rollup.*
    FROM unnest(${utcDays}::text[]::timestamptz[], ${days}::int[]) AS whole(utc_day, day)
    JOIN ${source} AS rollup ON resolution = 'day' AND bucket_start = whole.utc_day
      AND bucket_start >= ${ordered[0]}::timestamptz AND bucket_start <= ${ordered.at(-1)}::timestamptz`;
}

function prefixPieces(workspaceId: string, filter: UsageFilter, prefixes: PrefixCuts["prefixes"]): Prisma.Sql {
  const isCounted = Prisma.sql`workspace_id = ${workspaceId} AND ${filterCondition(filter)}`;
  return Prisma.sql`
    UNION ALL
    SELECT side.day, side.sign, 'day'::rollup_resolution, prefix.utc_day, rollup.*
    FROM (
      SELECT cut.*, greatest(utc_day, least(date_trunc('hour', until_at, 'UTC'), date_trunc('hour', coalesce((
        SELECT digested_until FROM usage_digests WHERE workspace_id = ${workspaceId}
      ), '-infinity'), 'UTC'))) AS known_until
      FROM unnest(
        ${prefixes.map(({ utcDay }) => utcDay.toISOString())}::text[]::timestamptz[],
        ${prefixes.map(({ until }) => until.toISOString())}::text[]::timestamptz[],
        ${prefixes.map(({ from }) => from)}::int[], ${prefixes.map(({ to }) => to)}::int[]
      ) AS cut(utc_day, until_at, from_day, to_day)
    ) AS prefix
    CROSS JOIN LATERAL (
      SELECT ${SUMMED} FROM prefix_rollups WHERE until_hour = prefix.known_until AND ${isCounted}
      UNION ALL
      SELECT ${SUMMED} FROM usage_rollups
      WHERE resolution = 'quarter_hour' AND bucket_start >= prefix.known_until AND bucket_start < prefix.until_at AND ${isCounted}
      OFFSET 0
    ) AS rollup
    CROSS JOIN LATERAL (VALUES (prefix.from_day, -1), (prefix.to_day, 1)) AS side(day, sign)`;
}

/** OFFSET 0 keeps each move a range of the key; joined, all quarter hours would be read and compared. */
function movedPieces(source: Prisma.Sql, moves: DayCuts["moves"]): Prisma.Sql {
  return Prisma.sql`
    UNION ALL
    SELECT side.day, side.sign, rollup.*
    FROM unnest(
      ${moves.map(({ start }) => start.toISOString())}::text[]::timestamptz[],
      ${moves.map(({ end }) => end.toISOString())}::text[]::timestamptz[],
      ${moves.map(({ from }) => from)}::int[], ${moves.map(({ to }) => to)}::int[]
    ) AS move(start_at, end_at, from_day, to_day)
    CROSS JOIN LATERAL (
      SELECT * FROM ${source} AS quarter
      WHERE resolution = 'quarter_hour' AND bucket_start >= move.start_at AND bucket_start < move.end_at
      OFFSET 0
    ) AS rollup
    CROSS JOIN LATERAL (VALUES (move.from_day, -1), (move.to_day, 1)) AS side(day, sign)`;
}
