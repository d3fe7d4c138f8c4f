import type { UsageFigures } from "#lib/data/usage-figures.ts";
import { OTHER_PEOPLE_GROUP } from "#lib/data/usage-source.ts";
import { sumNanos, toExactDollars } from "#lib/domain/money.ts";
import { shareOf, splitCost } from "./usage-amounts.ts";
import type { UsageDayView, UsageSeries } from "./usage-view.ts";

/** How many groups are told apart: as many as there are colours that everybody can tell apart. */
export const MOST_SERIES = 8;

/** The groups of the period in their order, from the costliest on, and the rest as one. */
export function usageSeries(
  { groups, parts }: Pick<UsageFigures, "groups" | "parts">,
  nameOf: (groupId: string) => string,
): UsageSeries[] {
  const byPlace = Map.groupBy(parts, ({ place }) => place);
  const totalNanos = sumNanos(parts.map(({ amountNanos }) => amountNanos));
  const ofPlace = (place: number) => {
    const rows = byPlace.get(place) ?? [];
    return {
      cost: splitCost(rows),
      requests: rows.reduce((sum, { requests }) => sum + requests, 0),
      share: shareOf(sumNanos(rows.map(({ amountNanos }) => amountNanos)), totalNanos),
    };
  };
  const named = groups.map(
    ({ place, id }): UsageSeries =>
      id === OTHER_PEOPLE_GROUP
        ? { id: "other_people", name: "Other people", kind: "other_people", ...ofPlace(place) }
        : { id, name: nameOf(id), kind: "one", ...ofPlace(place) },
  );
  if (!byPlace.has(MOST_SERIES + 1)) return named;
  return [...named, { id: "others", name: "Other", kind: "others", ...ofPlace(MOST_SERIES + 1) }];
}

/** The parts of each day, by its place: one for each of the series, in their order. */
export function partsByDay(parts: UsageFigures["parts"], seriesCount: number): (day: number) => UsageDayView["parts"] {
  const byDay = Map.groupBy(parts, ({ day }) => day);
  return (day) => {
    const cells = Array.from({ length: seriesCount }, () => ({ cost: "0.00", covered: "0.00", requests: 0 }));
    for (const { place, amountNanos, includedNanos, requests } of byDay.get(day) ?? [])
      cells[place - 1] = { cost: toExactDollars(amountNanos), covered: toExactDollars(includedNanos), requests };
    return cells;
  };
}
