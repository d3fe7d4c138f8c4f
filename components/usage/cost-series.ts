import { OTHER_COLOR } from "#components/charts/model-color.ts";
import { seriesColor } from "#components/charts/series-color.ts";
import { fromExactDollars, type Nanos, sumNanos } from "#lib/domain/money.ts";
import type { UsageDayView, UsageSeries, UsageView } from "#lib/views/usage-view.ts";

/** A part of each bar as it is drawn: one of the view's series, or all of those that have no colour of their own. */
export type CostSeries = { key: string; name: string; color: string; places: number[] };

/** Of a day, what one series cost: what the plan covers of it, and what is charged. */
export type DayPart = { covered: Nanos; charged: Nanos };

/** The series that are drawn, the costliest first and the rest last. Those that cost nothing take no part. */
export function costSeries({ query, series }: Pick<UsageView, "query" | "series">): CostSeries[] {
  const costly = series
    .map((one, place) => ({ one, place, color: seriesColor(query.groupBy, one, place) }))
    .filter(({ one }) => fromExactDollars(one.cost.total) !== 0n);
  const named = costly.filter(({ color }) => color !== OTHER_COLOR);
  const rest = costly.filter(({ color }) => color === OTHER_COLOR);
  const drawn = named.map(({ one, place, color }) => ({ key: one.id, name: one.name, color, places: [place] }));
  if (rest.length === 0) return drawn;
  return [
    ...drawn,
    {
      key: "rest",
      name: nameOfRest(rest.map(({ one }) => one)),
      color: OTHER_COLOR,
      places: rest.map(({ place }) => place),
    },
  ];
}

/** What a series is made of on one day. */
export function dayPart(day: Pick<UsageDayView, "parts">, series: CostSeries): DayPart {
  const parts = series.places.flatMap((place) => day.parts[place] ?? []);
  const covered = sumNanos(parts.map((part) => fromExactDollars(part.covered)));
  return { covered, charged: sumNanos(parts.map((part) => fromExactDollars(part.cost))) - covered };
}

function nameOfRest(rest: readonly UsageSeries[]): string {
  const [only] = rest;
  return rest.length === 1 && only !== undefined ? only.name : "Other";
}
