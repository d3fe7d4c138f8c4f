import type { ChartAxis } from "#components/charts/chart-axis.ts";
import type { LegendEntry } from "#components/charts/chart-legend.tsx";
import type { ChartLine } from "#components/charts/chart-lines.tsx";
import type { ChartColumn } from "#components/charts/column-chart.tsx";
import { dollarAxis } from "#components/charts/dollar-axis.ts";
import { formatDollars, fromExactDollars, toPlotDollars } from "#lib/domain/money.ts";
import type { UsageDayView, UsageView } from "#lib/views/usage-view.ts";
import { type CostSeries, costSeries, dayPart } from "./cost-series.ts";
import { dayWords, shortDay } from "./day-words.ts";

export type CostChart = {
  series: CostSeries[];
  columns: ChartColumn[];
  axis: ChartAxis;
  lines: ChartLine[];
  legend: LegendEntry[];
};

/** The daily cost as columns: what the plan covers at the bottom and apart, what is charged above it. */
export function costChart(view: Pick<UsageView, "query" | "series" | "days">): CostChart {
  const series = costSeries(view);
  const { days } = view;
  return {
    series,
    columns: days.map((day) => costColumn(day, series)),
    axis: dollarAxis(days.flatMap(({ cost, previous }) => (previous ? [cost.total, previous.cost] : [cost.total]))),
    lines: [
      {
        key: "previous",
        color: "var(--ink-muted)",
        values: days.map(({ previous }) => (previous ? toPlotDollars(fromExactDollars(previous.cost)) : null)),
      },
    ],
    legend: costLegend(days, series),
  };
}

function costColumn(day: UsageDayView, series: readonly CostSeries[]): ChartColumn {
  const parts = series.map((one) => ({ color: one.color, ...dayPart(day, one) }));
  return {
    key: day.date,
    tick: shortDay(day.date),
    words: `${dayWords(day)}: ${costWords(day)}`,
    state: day.state,
    isPartial: day.isPartial,
    segments: [
      ...parts.map(({ color, covered }) => ({ color, value: toPlotDollars(covered), texture: "covered" as const })),
      ...parts.map(({ color, charged }) => ({ color, value: toPlotDollars(charged), texture: "solid" as const })),
    ],
  };
}

function costWords(day: UsageDayView): string {
  if (day.state === "future") return "not begun";
  const total = formatDollars(fromExactDollars(day.cost.total));
  const covered = fromExactDollars(day.cost.covered);
  return covered === 0n
    ? `${total}. Show its requests`
    : `${total}, of which the plan covers ${formatDollars(covered)}. Show its requests`;
}

function costLegend(days: readonly UsageDayView[], series: readonly CostSeries[]): LegendEntry[] {
  const isCovered = days.some(({ cost }) => fromExactDollars(cost.covered) !== 0n);
  const entries: (LegendEntry | false)[] = [
    ...series.map(({ key, name, color }): LegendEntry => ({ key, name, mark: { kind: "series", color } })),
    isCovered && {
      key: "covered:",
      name: "Faint: covered by the plan",
      mark: { kind: "covered", color: "var(--ink-subtle)" },
    },
    days.some(({ state }) => state === "unfinished") && {
      key: "unfinished:",
      name: "Today, not over yet",
      mark: { kind: "unfinished" },
    },
    days.some(({ isPartial }) => isPartial) && {
      key: "partial:",
      name: "Part of the day is in another period",
      mark: { kind: "partial" },
    },
    days.some(({ previous }) => previous !== null) && {
      key: "previous:",
      name: "Previous period",
      mark: { kind: "line", color: "var(--ink-muted)" },
    },
  ];
  return entries.filter((entry) => entry !== false);
}
