import type { Db } from "#lib/data/client.ts";
import { settledPieces, usagePieces } from "#lib/data/usage-pieces.ts";
import { digestedSource, groupColumn, type UsageFilter } from "#lib/data/usage-source.ts";
import type { Nanos } from "#lib/domain/money.ts";
import { cutDays, cutDaysAtPrefixes } from "#lib/domain/usage/day-cuts.ts";
import type { LocalDay } from "#lib/domain/usage/local-days.ts";
import type { UsageGroup } from "#lib/domain/usage/usage-query.ts";
import { Prisma } from "#prisma/generated/client.ts";

export type UsageFiguresQuery = {
  readonly filter: UsageFilter;
  readonly groupBy: UsageGroup;
  /** How many groups are told apart; the rest is one. */
  readonly mostGroups: number;
  readonly days: readonly LocalDay[];
  readonly previousDays: readonly LocalDay[];
  /** How many days of the previous period the models' costs are compared with. */
  readonly comparedDays: number;
};

export type CountFigures = {
  requests: number;
  inputTokens: number;
  cachedInputTokens: number;
  outputTokens: number;
  clientClosed: number;
  callerErrors: number;
  rateLimited: number;
  spendLimit: number;
  serverErrors: number;
};

export type AmountFigures = {
  inputNanos: Nanos;
  cachedInputNanos: Nanos;
  outputNanos: Nanos;
  amountNanos: Nanos;
  includedNanos: Nanos;
};

/** A part of a day: its group's place in the order of the groups. */
export type PartFigures = { day: number; place: number; requests: number; amountNanos: Nanos; includedNanos: Nanos };

export type UsageFigures = {
  /** Days of the period by their place; days without usage are absent. */
  days: (CountFigures & AmountFigures & { day: number })[];
  parts: PartFigures[];
  /** The groups that are told apart, in order. */
  groups: { place: number; id: string }[];
  models: (CountFigures & AmountFigures & { modelId: string; previousNanos: Nanos })[];
  /** Of the previous period, by their place. */
  previousDays: { day: number; amountNanos: Nanos; includedNanos: Nanos }[];
};

type Stored<T> = { [K in keyof T]: T[K] extends Nanos ? string : T[K] };
type StoredFigures = { [K in keyof UsageFigures]: Stored<UsageFigures[K][number]>[] };

/**
 * A period's usage and the cost of the one before it, from rollups, in one statement: rows are read once, summed by day,
 * group and model, and these sums are summed again for each part of the answer, whose size does not grow with traffic.
 */
export async function readUsageFigures(db: Db, workspaceId: string, query: UsageFiguresQuery): Promise<UsageFigures> {
  const { mostGroups, comparedDays } = query;
  const [row] = await db.$queryRaw<StoredFigures[]>`
    WITH ${periodSums(workspaceId, query)},
    ranked AS (
      SELECT group_id,
        least(row_number() OVER (ORDER BY sum(amount) DESC, sum(requests) DESC, group_id), ${mostGroups + 1})::int AS place
      FROM now GROUP BY 1
    )
    SELECT
      (SELECT coalesce(json_agg(one ORDER BY day), '[]') FROM (
        SELECT day, ${COUNTS}, ${AMOUNTS} FROM now GROUP BY 1
      ) AS one) AS "days",
      (SELECT coalesce(json_agg(one), '[]') FROM (
        SELECT day, place, sum(requests)::bigint AS "requests", sum(amount)::text AS "amountNanos", sum(included)::text AS "includedNanos"
        FROM now JOIN ranked USING (group_id) GROUP BY 1, 2
      ) AS one) AS "parts",
      (SELECT coalesce(json_agg(one ORDER BY place), '[]') FROM (
        SELECT place, group_id AS "id" FROM ranked WHERE place <= ${mostGroups}
      ) AS one) AS "groups",
      (SELECT coalesce(json_agg(one), '[]') FROM (
        SELECT model_id AS "modelId", ${COUNTS}, ${AMOUNTS}, (
          SELECT coalesce(sum(before.amount), 0)::text FROM before
          WHERE before.model_id = now.model_id AND before.day < ${comparedDays}
        ) AS "previousNanos"
        FROM now GROUP BY 1
      ) AS one) AS "models",
      (SELECT coalesce(json_agg(one), '[]') FROM (
        SELECT day, sum(amount)::text AS "amountNanos", sum(included)::text AS "includedNanos"
        FROM before GROUP BY 1
      ) AS one) AS "previousDays"`;
  if (!row) throw new Error("An aggregate always has a row");
  return {
    days: row.days.map(withNanos<UsageFigures["days"][number]>),
    parts: row.parts.map(withNanos<PartFigures>),
    groups: row.groups,
    models: row.models.map(withNanos<UsageFigures["models"][number]>),
    previousDays: row.previousDays.map(withNanos<UsageFigures["previousDays"][number]>),
  };
}

const COUNTS = Prisma.sql`sum(requests)::bigint AS "requests", sum(input_tokens)::bigint AS "inputTokens",
  sum(cached_input_tokens)::bigint AS "cachedInputTokens", sum(output_tokens)::bigint AS "outputTokens",
  sum(client_closed)::bigint AS "clientClosed", sum(caller)::bigint AS "callerErrors", sum(rate_limited)::bigint AS "rateLimited",
  sum(spend_limit)::bigint AS "spendLimit", sum(server)::bigint AS "serverErrors"`;

/** As text: JSON's numbers do not hold every nano-dollar. */
const AMOUNTS = Prisma.sql`sum(input_nanos)::text AS "inputNanos", sum(cached_input_nanos)::text AS "cachedInputNanos",
  sum(output_nanos)::text AS "outputNanos", sum(amount)::text AS "amountNanos", sum(included)::text AS "includedNanos"`;

/** The period's sums by day, group and model, and the previous period's costs by day and model. */
function periodSums(workspaceId: string, { filter, groupBy, days, previousDays }: UsageFiguresQuery): Prisma.Sql {
  return Prisma.sql`
    now AS MATERIALIZED (
      SELECT day, ${groupColumn(groupBy, filter.ownMemberId)} AS group_id, model_id,
        sum(sign * request_count)::bigint AS requests, sum(sign * input_tokens)::bigint AS input_tokens,
        sum(sign * cached_input_tokens)::bigint AS cached_input_tokens, sum(sign * output_tokens)::bigint AS output_tokens,
        sum(sign * client_closed_count)::bigint AS client_closed, sum(sign * caller_error_count)::bigint AS caller,
        sum(sign * rate_limited_count)::bigint AS rate_limited, sum(sign * spend_limit_count)::bigint AS spend_limit,
        sum(sign * server_error_count)::bigint AS server, sum(sign * input_nanos)::bigint AS input_nanos,
        sum(sign * cached_input_nanos)::bigint AS cached_input_nanos, sum(sign * output_nanos)::bigint AS output_nanos,
        sum(sign * amount_nanos)::bigint AS amount, sum(sign * included_nanos)::bigint AS included
      FROM ${piecesOf(workspaceId, filter, days)} AS piece
      GROUP BY 1, 2, 3
      HAVING sum(sign * request_count) > 0
    ),
    before AS MATERIALIZED (
      SELECT day, model_id, sum(sign * amount_nanos)::bigint AS amount, sum(sign * included_nanos)::bigint AS included
      FROM ${piecesOf(workspaceId, filter, previousDays)} AS piece
      GROUP BY 1, 2
    )`;
}

function piecesOf(workspaceId: string, filter: UsageFilter, days: readonly LocalDay[]): Prisma.Sql {
  if (filter.statuses.length === 0) return settledPieces(workspaceId, filter, cutDaysAtPrefixes(days));
  return usagePieces(digestedSource(workspaceId, filter), cutDays(days));
}

function withNanos<T>(stored: object): T {
  const entries = Object.entries(stored).map(([name, value]) => [name, name.endsWith("Nanos") ? BigInt(value) : value]);
  return Object.fromEntries(entries) as T;
}
