import { type Context, hasPermission, ownMemberIdOf, requirePermission } from "#lib/context.ts";
import { readUsageFigures, type UsageFigures } from "#lib/data/usage-figures.ts";
import { readUsageLatencies, type UsageLatencies } from "#lib/data/usage-latencies.ts";
import { readUsageSurroundings, type UsageSurroundings } from "#lib/data/usage-surroundings.ts";
import { type BillingPeriod, formatPeriod, isInPeriod, previousPeriod } from "#lib/domain/billing-period.ts";
import { snippetModelId } from "#lib/domain/catalog/snippet-model-id.ts";
import { createKeyRefusal } from "#lib/domain/create-key-refusal.ts";
import { sumNanos, toExactDollars } from "#lib/domain/money.ts";
import { cutDays } from "#lib/domain/usage/day-cuts.ts";
import {
  countLatencies,
  type LatencyHistogram,
  latencyPercentile,
  mergeHistograms,
} from "#lib/domain/usage/latency-histogram.ts";
import { type LocalDay, localDays } from "#lib/domain/usage/local-days.ts";
import { hasUsageFilter, type UsageQuery } from "#lib/domain/usage/usage-query.ts";
import { costBreakdown, errorBreakdown, shareOf, splitCost, sumCounts, tokenBreakdown } from "./usage-amounts.ts";
import { usageModelName, usageOptions } from "./usage-names.ts";
import { usageForecast, usageLimit, usageReconciliation } from "./usage-outlook.ts";
import { chooseUsagePeriod } from "./usage-period.ts";
import { MOST_SERIES, partsByDay, usageSeries } from "./usage-series.ts";
import { daySpanLabel } from "./usage-span-label.ts";
import type { Latency, UsageDayView, UsageModelRow, UsageView } from "./usage-view.ts";

type Reading = {
  period: BillingPeriod;
  days: readonly LocalDay[];
  previousDays: readonly LocalDay[];
  comparedDays: number;
  figures: UsageFigures;
  digest: UsageLatencies;
  surroundings: UsageSurroundings;
  now: Date;
};

/**
 * Loads Settings > Usage: three statements, all from rollups. Without a period it is the current one, without a zone UTC.
 * @throws AppError not_found for a period other than the current and the previous two
 */
export async function loadUsageView(ctx: Context, query: UsageQuery): Promise<UsageView> {
  requirePermission(ctx, "usage:read");
  const { period, offered } = chooseUsagePeriod(ctx.now, query.periodKey);
  const zone = query.zone ?? "UTC";
  const reading = await readUsage(ctx, period, { ...query, zone });
  const { figures, digest, surroundings, days } = reading;
  const options = usageOptions(surroundings);
  const names = new Map(options[query.groupBy].map(({ id, name }) => [id, name]));
  const series = usageSeries(figures, (id) => names.get(id) ?? id);
  const errors = errorBreakdown(figures.days, sumInterrupted(digest));
  const total = sumCounts(figures.days, "requests");
  const failed = Object.values(errors.unpaid).reduce((sum, requests) => sum + requests, 0);
  const isCurrent = isInPeriod(period, ctx.now);
  return {
    query: { ...query, periodKey: period.key, zone },
    isFiltered: hasUsageFilter(query),
    period: {
      key: period.key,
      label: formatPeriod(period),
      start: period.start.toISOString(),
      end: period.end.toISOString(),
      isCurrent,
    },
    periods: offered.map((choice) => ({ key: choice.key, label: formatPeriod(choice) })),
    asOf: ctx.now.toISOString(),
    requests: { total, served: total - failed, failed },
    tokens: tokenBreakdown(figures.days),
    cost: costBreakdown(figures.days),
    split: splitCost(figures.days),
    errors,
    latency: latencyOf(mergeHistograms(digest.latencies.values())),
    digestedUntil: surroundings.digestedUntil && new Date(surroundings.digestedUntil).toISOString(),
    comparison: comparisonOf(reading),
    included: surroundings.included && {
      granted: toExactDollars(surroundings.included.grantedNanos),
      used: toExactDollars(surroundings.included.usedNanos),
    },
    series,
    days: dayViews(reading, series.length),
    models: modelRows(figures),
    forecast: isCurrent
      ? usageForecast(period, { days, previousDays: reading.previousDays, figures, now: ctx.now })
      : null,
    limit: isCurrent && surroundings.limit ? usageLimit(period, surroundings.limit, ctx.now) : null,
    reconciliation: surroundings.reconciliation && usageReconciliation(surroundings.reconciliation),
    options,
    seesEverybody: ownMemberIdOf(ctx) === null,
    createKeyRefusal: createKeyRefusal(ctx.plan, { isAllowedByRole: hasPermission(ctx, "api_keys:create") }),
    snippetModelId: snippetModelId(surroundings.servedModelIds),
  };
}

async function readUsage(ctx: Context, period: BillingPeriod, query: UsageQuery & { zone: string }): Promise<Reading> {
  const before = previousPeriod(period);
  const days = localDays(period, query.zone);
  const previousDays = localDays(before, query.zone);
  const begun = days.filter(({ start }) => start <= ctx.now).length;
  const comparedDays = Math.min(isInPeriod(period, ctx.now) ? begun : previousDays.length, previousDays.length);
  const ownMemberId = ownMemberIdOf(ctx);
  const filter = { ...query, ownMemberId };
  const [figures, digest, surroundings] = await Promise.all([
    readUsageFigures(ctx.db, ctx.workspaceId, {
      filter,
      groupBy: query.groupBy,
      mostGroups: MOST_SERIES,
      days,
      previousDays,
      comparedDays,
    }),
    readUsageLatencies(ctx.db, ctx.workspaceId, { filter, cuts: cutDays(days) }),
    readUsageSurroundings(ctx.db, ctx.workspaceId, { period, since: period.start, ownMemberId }),
  ]);
  return { period, days, previousDays, comparedDays, figures, digest, surroundings, now: ctx.now };
}

function dayViews({ days, previousDays, figures, digest, now }: Reading, seriesCount: number): UsageDayView[] {
  const byDay = new Map(figures.days.map((row) => [row.day, row]));
  const previousByDay = new Map(figures.previousDays.map((row) => [row.day, row.amountNanos]));
  const partsOf = partsByDay(figures.parts, seriesCount);
  return days.map((day, index) => {
    const row = byDay.get(index);
    const rows = row ? [row] : [];
    const previous = previousDays[index];
    return {
      date: day.date,
      start: day.start.toISOString(),
      end: day.end.toISOString(),
      isPartial: day.isPartial,
      state: day.start > now ? "future" : day.end <= now ? "complete" : "unfinished",
      cost: splitCost(rows),
      requests: sumCounts(rows, "requests"),
      parts: partsOf(index),
      tokens: tokenBreakdown(rows),
      errors: errorBreakdown(rows, digest.interrupted.get(index) ?? 0),
      latency: latencyOf(digest.latencies.get(index) ?? new Map()),
      previous: previous ? { date: previous.date, cost: toExactDollars(previousByDay.get(index) ?? 0n) } : null,
    };
  });
}

function modelRows({ models }: UsageFigures): UsageModelRow[] {
  const totalNanos = sumNanos(models.map(({ amountNanos }) => amountNanos));
  return models
    .toSorted((one, other) => {
      if (one.amountNanos !== other.amountNanos) return one.amountNanos < other.amountNanos ? 1 : -1;
      return one.modelId < other.modelId ? -1 : 1;
    })
    .map((row) => ({
      modelId: row.modelId,
      name: usageModelName(row.modelId),
      requests: row.requests,
      tokens: tokenBreakdown([row]),
      cost: costBreakdown([row]),
      split: splitCost([row]),
      share: shareOf(row.amountNanos, totalNanos),
      previousCost: toExactDollars(row.previousNanos),
    }));
}

/** Set against the whole of the previous period, every period under way would read as a saving. */
function comparisonOf({ period, previousDays, comparedDays, figures }: Reading): UsageView["comparison"] {
  const compared = figures.previousDays.filter(({ day }) => day < comparedDays);
  const isWhole = comparedDays === previousDays.length;
  return {
    label: isWhole ? formatPeriod(previousPeriod(period)) : daySpanLabel(previousDays.slice(0, comparedDays)),
    cost: toExactDollars(sumNanos(compared.map(({ amountNanos }) => amountNanos))),
  };
}

function latencyOf(histogram: LatencyHistogram): Latency | null {
  const p50Ms = latencyPercentile(histogram, 0.5);
  const p95Ms = latencyPercentile(histogram, 0.95);
  return p50Ms === null || p95Ms === null ? null : { p50Ms, p95Ms, requests: countLatencies(histogram) };
}

function sumInterrupted({ interrupted }: UsageLatencies): number {
  return interrupted.values().reduce((sum, requests) => sum + requests, 0);
}
