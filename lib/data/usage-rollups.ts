import type { Db } from "#lib/data/client.ts";
import type { BillingPeriod } from "#lib/domain/billing-period.ts";
import type { ErrorClass } from "#lib/domain/usage/usage-event.ts";

/** Usage of one model on one UTC day. Amounts are nano-dollars. */
export type DailyModelUsage = {
  day: Date;
  modelId: string;
  requests: bigint;
  errors: Record<ErrorClass, bigint>;
  inputTokens: bigint;
  cachedInputTokens: bigint;
  outputTokens: bigint;
  inputNanos: bigint;
  cachedInputNanos: bigint;
  outputNanos: bigint;
  amountNanos: bigint;
};

type Row = Omit<DailyModelUsage, "errors"> & {
  callerErrors: bigint;
  rateLimited: bigint;
  spendLimit: bigint;
  serverErrors: bigint;
};

/** A period's usage by day and model, from the day rollups: at most days x models rows, whatever the traffic. */
export async function listDailyModelUsage(
  db: Db,
  workspaceId: string,
  period: BillingPeriod,
): Promise<DailyModelUsage[]> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT
      bucket_start AS "day",
      model_id AS "modelId",
      sum(request_count)::bigint AS "requests",
      sum(caller_error_count)::bigint AS "callerErrors",
      sum(rate_limited_count)::bigint AS "rateLimited",
      sum(spend_limit_count)::bigint AS "spendLimit",
      sum(server_error_count)::bigint AS "serverErrors",
      sum(input_tokens)::bigint AS "inputTokens",
      sum(cached_input_tokens)::bigint AS "cachedInputTokens",
      sum(output_tokens)::bigint AS "outputTokens",
      sum(input_nanos)::bigint AS "inputNanos",
      sum(cached_input_nanos)::bigint AS "cachedInputNanos",
      sum(output_nanos)::bigint AS "outputNanos",
      sum(amount_nanos)::bigint AS "amountNanos"
    FROM usage_rollups
    WHERE workspace_id = ${workspaceId} AND resolution = 'day' AND bucket_start >= ${period.start} AND bucket_start < ${period.end}
    GROUP BY bucket_start, model_id
    ORDER BY bucket_start, model_id`;
  return rows.map(({ callerErrors, rateLimited, spendLimit, serverErrors, ...row }) => ({
    ...row,
    errors: { caller: callerErrors, rate_limited: rateLimited, spend_limit: spendLimit, server: serverErrors },
  }));
}

/** A period's cost in nano-dollars by UTC day; days without usage are absent. */
export async function listDailyCost(
  db: Db,
  workspaceId: string,
  period: BillingPeriod,
): Promise<{ day: Date; amountNanos: bigint }[]> {
  return db.$queryRaw<{ day: Date; amountNanos: bigint }[]>`
    SELECT bucket_start AS "day", sum(amount_nanos)::bigint AS "amountNanos"
    FROM usage_rollups
    WHERE workspace_id = ${workspaceId} AND resolution = 'day' AND bucket_start >= ${period.start} AND bucket_start < ${period.end}
    GROUP BY bucket_start
    ORDER BY bucket_start`;
}
