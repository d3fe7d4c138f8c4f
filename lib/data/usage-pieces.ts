import type { DayCuts } from "#lib/domain/usage/day-cuts.ts";
import { Prisma } from "#prisma/generated/client.ts";

/**
 * The rows of a source that make up local days, as a query to put after FROM: each row with the day it counts for and
 * whether it counts for (1) or against (-1) it. The source has a resolution and a bucket_start.
 */
export function usagePieces(source: Prisma.Sql, { wholeDays, moves }: DayCuts): Prisma.Sql {
  const utcDays = wholeDays.map(({ utcDay }) => utcDay.toISOString());
  const days = wholeDays.map(({ day }) => day);
  const ordered = utcDays.toSorted();
  return Prisma.sql`(
    SELECT whole.day, 1 AS sign, rollup.*
    FROM unnest(${utcDays}::text[]::timestamptz[], ${days}::int[]) AS whole(utc_day, day)
    JOIN ${source} AS rollup ON resolution = 'day' AND bucket_start = whole.utc_day
      AND bucket_start >= ${ordered[0]}::timestamptz AND bucket_start <= ${ordered.at(-1)}::timestamptz
    ${moves.length === 0 ? Prisma.empty : movedPieces(source, moves)}
  )`;
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
