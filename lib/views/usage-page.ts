import { type Context, hasPermission, requirePermission } from "#lib/context.ts";
import { listServedModelIds } from "#lib/data/deployments.ts";
import { type DailyModelUsage, listDailyCost, listDailyModelUsage } from "#lib/data/usage-rollups.ts";
import {
  type BillingPeriod,
  billingPeriodAt,
  daysOfPeriod,
  formatPeriod,
  isInPeriod,
  parsePeriodKey,
  previousPeriod,
  utcDayKey,
} from "#lib/domain/billing-period.ts";
import { modelName } from "#lib/domain/catalog/models.ts";
import { snippetModelId } from "#lib/domain/catalog/snippet-model-id.ts";
import { createKeyRefusal } from "#lib/domain/create-key-refusal.ts";
import { AppError } from "#lib/domain/errors.ts";
import { type ExactDollars, type Nanos, sumNanos, toExactDollars } from "#lib/domain/money.ts";
import { ERROR_CLASSES, type ErrorClass, UNKNOWN_MODEL_ID } from "#lib/domain/usage/usage-event.ts";
import { type CostComparison, costComparison } from "./cost-comparison.ts";

/** Token counts as plain numbers: sums stay far below the safe-integer bound. */
export type TokenBreakdown = { input: number; cachedInput: number; output: number; total: number };

/** What each token class cost, as exact decimal dollars. */
export type CostBreakdown = {
  input: ExactDollars;
  cachedInput: ExactDollars;
  output: ExactDollars;
  total: ExactDollars;
};

export type UsageDay = {
  /** "2026-11-14", a UTC day. */
  date: string;
  /** "unfinished" is today, "future" has not begun. */
  state: "complete" | "unfinished" | "future";
  cost: ExactDollars;
  requests: number;
  byModel: { modelId: string; cost: ExactDollars }[];
  /** The cost of the same day of the previous period; null when that period has no such day. */
  previousCost: ExactDollars | null;
};

export type UsageModelRow = {
  modelId: string;
  name: string;
  requests: number;
  tokens: TokenBreakdown;
  cost: CostBreakdown;
  /** Share of the period's cost, from 0 to 1, for display. */
  share: number;
};

export type UsageErrorRow = { errorClass: ErrorClass; requests: number };

/** Settings > Usage for one billing period, ready to show: nothing on the screen is computed from anything else. */
export type UsagePageView = {
  period: { key: string; label: string; isCurrent: boolean };
  /** The current period and the previous two, newest first. */
  periods: { key: string; label: string }[];
  /** ISO instant at which the figures were read. */
  asOf: string;
  requests: { total: number; served: number; failed: number };
  tokens: TokenBreakdown;
  cost: CostBreakdown;
  comparison: CostComparison;
  days: UsageDay[];
  models: UsageModelRow[];
  errors: UsageErrorRow[];
  /** Why the reader cannot create a key to send a first request with; null when they can. */
  createKeyRefusal: string | null;
  /** The model that an example request names; null when the workspace serves no chat model. */
  snippetModelId: string | null;
};

const DAY_MS = 86_400_000;

/** Loads Settings > Usage for a period key, or for the current period. @throws AppError not_found for any other period */
export async function loadUsagePage(ctx: Context, params: { periodKey: string | null }): Promise<UsagePageView> {
  requirePermission(ctx, "usage:read");
  const current = billingPeriodAt(ctx.now);
  const offered = [current, previousPeriod(current), previousPeriod(previousPeriod(current))];
  const period = choosePeriod(offered, params.periodKey);
  const [usage, previousCosts, servedModelIds] = await Promise.all([
    listDailyModelUsage(ctx.db, ctx.workspaceId, period),
    listDailyCost(ctx.db, ctx.workspaceId, previousPeriod(period)),
    listServedModelIds(ctx.db, ctx.workspaceId),
  ]);
  const failed = ERROR_CLASSES.map((errorClass) => ({ errorClass, requests: countErrors(usage, errorClass) }));
  const failedTotal = failed.reduce((sum, row) => sum + row.requests, 0);
  const total = sumCounts(usage, "requests");
  return {
    period: { key: period.key, label: formatPeriod(period), isCurrent: isInPeriod(period, ctx.now) },
    periods: offered.map((choice) => ({ key: choice.key, label: formatPeriod(choice) })),
    asOf: ctx.now.toISOString(),
    requests: { total, served: total - failedTotal, failed: failedTotal },
    tokens: tokensOf(usage),
    cost: costOf(usage),
    comparison: costComparison(period, previousCosts, ctx.now),
    days: daysOf(period, usage, previousCosts, ctx.now),
    models: modelsOf(usage),
    errors: failed,
    createKeyRefusal: createKeyRefusal(ctx.plan, { isAllowedByRole: hasPermission(ctx, "api_keys:create") }),
    snippetModelId: snippetModelId(servedModelIds),
  };
}

function choosePeriod(offered: readonly BillingPeriod[], key: string | null): BillingPeriod {
  const wanted = key === null ? offered[0] : offered.find((period) => period.key === parsePeriodKey(key)?.key);
  if (!wanted) throw new AppError("not_found", "Usage is shown for the current billing period and the previous two.");
  return wanted;
}

function daysOf(
  period: BillingPeriod,
  usage: readonly DailyModelUsage[],
  previousCosts: readonly { day: Date; amountNanos: Nanos }[],
  now: Date,
): UsageDay[] {
  const usageByDay = Map.groupBy(usage, (row) => utcDayKey(row.day));
  const previousDays = daysOfPeriod(previousPeriod(period)).map(utcDayKey);
  const previousByDay = new Map(previousCosts.map((row) => [utcDayKey(row.day), row.amountNanos]));
  return daysOfPeriod(period).map((day, index) => {
    const rows = usageByDay.get(utcDayKey(day)) ?? [];
    const previousDay = previousDays[index];
    return {
      date: utcDayKey(day),
      state: dayState(day, now),
      cost: toExactDollars(sumNanos(rows.map((row) => row.amountNanos))),
      requests: sumCounts(rows, "requests"),
      byModel: rows.map((row) => ({ modelId: row.modelId, cost: toExactDollars(row.amountNanos) })),
      previousCost: previousDay === undefined ? null : toExactDollars(previousByDay.get(previousDay) ?? 0n),
    };
  });
}

function dayState(day: Date, now: Date): UsageDay["state"] {
  if (day > now) return "future";
  return day.getTime() + DAY_MS <= now.getTime() ? "complete" : "unfinished";
}

function modelsOf(usage: readonly DailyModelUsage[]): UsageModelRow[] {
  const totalNanos = sumNanos(usage.map((row) => row.amountNanos));
  return [...Map.groupBy(usage, (row) => row.modelId)]
    .map(([modelId, rows]) => ({ modelId, rows, amountNanos: sumNanos(rows.map((row) => row.amountNanos)) }))
    .sort(byCostFromHigh)
    .map(({ modelId, rows, amountNanos }) => ({
      modelId,
      name: modelId === UNKNOWN_MODEL_ID ? "No model: refused before one was found" : modelName(modelId),
      requests: sumCounts(rows, "requests"),
      tokens: tokensOf(rows),
      cost: costOf(rows),
      share: totalNanos === 0n ? 0 : Number((amountNanos * 10_000n) / totalNanos) / 10_000,
    }));
}

type ModelCost = { modelId: string; amountNanos: Nanos };

function byCostFromHigh(one: ModelCost, other: ModelCost): number {
  if (one.amountNanos === other.amountNanos) return one.modelId < other.modelId ? -1 : 1;
  return one.amountNanos < other.amountNanos ? 1 : -1;
}

function tokensOf(rows: readonly DailyModelUsage[]): TokenBreakdown {
  const input = sumCounts(rows, "inputTokens");
  const cachedInput = sumCounts(rows, "cachedInputTokens");
  const output = sumCounts(rows, "outputTokens");
  return { input, cachedInput, output, total: input + cachedInput + output };
}

function costOf(rows: readonly DailyModelUsage[]): CostBreakdown {
  return {
    input: toExactDollars(sumNanos(rows.map((row) => row.inputNanos))),
    cachedInput: toExactDollars(sumNanos(rows.map((row) => row.cachedInputNanos))),
    output: toExactDollars(sumNanos(rows.map((row) => row.outputNanos))),
    total: toExactDollars(sumNanos(rows.map((row) => row.amountNanos))),
  };
}

type CountColumn = "requests" | "inputTokens" | "cachedInputTokens" | "outputTokens";

function sumCounts(rows: readonly DailyModelUsage[], column: CountColumn): number {
  return rows.reduce((sum, row) => sum + Number(row[column]), 0);
}

function countErrors(rows: readonly DailyModelUsage[], errorClass: ErrorClass): number {
  return rows.reduce((sum, row) => sum + Number(row.errors[errorClass]), 0);
}
