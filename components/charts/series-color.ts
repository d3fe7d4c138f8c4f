import type { UsageGroup } from "#lib/domain/usage/usage-query.ts";
import { modelColor, OTHER_COLOR, SERIES_COUNT } from "./model-color.ts";

/** A series' colour: a model's own wherever it is shown; others take the hues in order, the costliest first. */
export function seriesColor(groupBy: UsageGroup, series: { id: string; kind: string }, place: number): string {
  if (series.kind !== "one") return OTHER_COLOR;
  if (groupBy === "model") return modelColor(series.id);
  return place < SERIES_COUNT ? `var(--series-${place + 1})` : OTHER_COLOR;
}
