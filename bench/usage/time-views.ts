import { elapsedMs } from "#bench/measure.ts";
import type { Context } from "#lib/context.ts";
import type { Database } from "#lib/data/client.ts";
import { billingPeriodAt, previousPeriod } from "#lib/domain/billing-period.ts";
import { fromExactDollars } from "#lib/domain/money.ts";
import { DEFAULT_USAGE_QUERY, type UsageQuery } from "#lib/domain/usage/usage-query.ts";
import { loadUsageView } from "#lib/views/load-usage-view.ts";

export type View = { name: string; query: UsageQuery };

const view = (name: string, query: Partial<UsageQuery>): View => ({
  name,
  query: { ...DEFAULT_USAGE_QUERY, ...query },
});

/** Every kind of usage view: each asks other rollups, or more of them. */
export const VIEWS: readonly View[] = [
  view("by model, UTC", {}),
  view("by model, Berlin", { zone: "Europe/Berlin" }),
  view("by key, Kolkata", { groupBy: "key", zone: "Asia/Kolkata" }),
  view("by member, previous month", { groupBy: "member", periodKey: "2026-10" }),
  view("one key and model", { keys: ["key_1"], models: ["gpt-oss-120b"] }),
  view("left by the caller", { statuses: ["client_closed"], groupBy: "deployment" }),
];

/** How long a view takes, in milliseconds. */
export function timeView(ctx: Context, { query }: View): Promise<number> {
  return elapsedMs(() => loadUsageView(ctx, query));
}

/**
 * How long the main view's sums take from raw events: by day and model, of the period and the one before. The answers
 * have to agree, or the comparison is void.
 */
export async function timeRawScan(ctx: Context): Promise<number> {
  const period = billingPeriodAt(ctx.now);
  let nanos = -1n;
  const ms = await elapsedMs(async () => {
    const rows = await rawSums(ctx.db, ctx.workspaceId, previousPeriod(period).start, period.end);
    nanos = rows.filter(({ day }) => day >= period.start).reduce((sum, row) => sum + row.nanos, 0n);
  });
  const { cost } = await loadUsageView(ctx, DEFAULT_USAGE_QUERY);
  if (nanos === 0n || fromExactDollars(cost.total) !== nanos) throw new Error("The view and the raw events disagree");
  return ms;
}

function rawSums(db: Database, workspaceId: string, from: Date, to: Date): Promise<{ day: Date; nanos: bigint }[]> {
  return db.$queryRaw`
    SELECT date_trunc('day', occurred_at, 'UTC') AS day, model_id, sum(amount_nanos)::bigint AS nanos,
      sum(included_nanos) AS included, sum(input_tokens) AS input, sum(cached_input_tokens) AS cached,
      sum(output_tokens) AS output, count(*) AS requests, count(*) FILTER (WHERE outcome = 'failed') AS failed
    FROM usage_events
    WHERE workspace_id = ${workspaceId} AND request_id >= usage_id_floor(${from}::timestamptz) AND request_id < usage_id_floor(${to}::timestamptz)
    GROUP BY 1, 2`;
}

/** How many statements a view sends. */
export async function countStatements(ctx: Context, { query }: View): Promise<number> {
  let statements = 0;
  const counted = ctx.db.$extends({
    query: {
      $allOperations({ args, query: run }) {
        statements += 1;
        return run(args);
      },
    },
  });
  await loadUsageView({ ...ctx, db: counted as unknown as Database }, query);
  return statements;
}
