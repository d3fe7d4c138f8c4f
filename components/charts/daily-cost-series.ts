import { modelName } from "#lib/domain/catalog/models.ts";
import { type ExactDollars, fromExactDollars, sumNanos, toExactDollars, toPlotDollars } from "#lib/domain/money.ts";
import type { UsageDay } from "#lib/views/usage-page.ts";
import { modelColor, OTHER_COLOR, SERIES_COUNT, seriesIndex } from "./model-color.ts";

export type CostSeries = { key: string; name: string; color: string };

/** One day to draw: exact amounts for words, plain numbers for heights, both in the order of the series. */
export type CostPoint = {
  date: string;
  state: UsageDay["state"];
  total: ExactDollars;
  amounts: ExactDollars[];
  heights: number[];
  previous: ExactDollars | null;
  previousHeight: number | null;
};

const OTHER_KEY = "other";

/** The series that cost something, in catalog order from the bottom up, and their daily points. */
export function dailyCostSeries(days: readonly UsageDay[]): { series: CostSeries[]; points: CostPoint[] } {
  const modelIds = new Set(days.flatMap((day) => day.byModel.filter(isCharged).map(({ modelId }) => modelId)));
  const keys = [...new Set([...modelIds].map(seriesKey))].sort((a, b) => seriesRank(a) - seriesRank(b));
  const series = keys.map((key) => toSeries(key, modelIds));
  return { series, points: days.map((day) => toPoint(day, keys)) };
}

function toSeries(key: string, modelIds: ReadonlySet<string>): CostSeries {
  if (key !== OTHER_KEY) return { key, name: modelName(key), color: modelColor(key) };
  const others = [...modelIds].filter((modelId) => seriesKey(modelId) === OTHER_KEY);
  const [only] = others;
  const name = others.length === 1 && only !== undefined ? modelName(only) : `Other (${others.length} models)`;
  return { key, name, color: OTHER_COLOR };
}

function toPoint(day: UsageDay, keys: readonly string[]): CostPoint {
  const sums = keys.map((key) =>
    sumNanos(day.byModel.filter(({ modelId }) => seriesKey(modelId) === key).map(({ cost }) => fromExactDollars(cost))),
  );
  return {
    date: day.date,
    state: day.state,
    total: day.cost,
    amounts: sums.map(toExactDollars),
    heights: sums.map(toPlotDollars),
    previous: day.previousCost,
    previousHeight: day.previousCost === null ? null : toPlotDollars(fromExactDollars(day.previousCost)),
  };
}

function isCharged({ cost }: { cost: ExactDollars }): boolean {
  return fromExactDollars(cost) !== 0n;
}

function seriesKey(modelId: string): string {
  return seriesIndex(modelId) === null ? OTHER_KEY : modelId;
}

function seriesRank(key: string): number {
  return key === OTHER_KEY ? SERIES_COUNT : (seriesIndex(key) ?? SERIES_COUNT);
}
