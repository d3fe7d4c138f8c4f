import type { ChartColumn } from "#components/charts/column-chart.tsx";
import type { ChartSegment } from "#components/charts/stacked-column.tsx";
import type { UsageDayView } from "#lib/views/usage-view.ts";
import { dayWords, shortDay } from "./day-words.ts";

type CountColumnsParts = {
  segments: (day: UsageDayView) => ChartSegment[];
  /** The day's figures in words. */
  words: (day: UsageDayView) => string;
};

/** Days as columns of counts. */
export function countColumns(days: readonly UsageDayView[], { segments, words }: CountColumnsParts): ChartColumn[] {
  return days.map((day) => ({
    key: day.date,
    tick: shortDay(day.date),
    words: `${dayWords(day)}: ${day.state === "future" ? "not begun" : `${words(day)}. Show its requests`}`,
    state: day.state,
    isPartial: day.isPartial,
    segments: segments(day),
  }));
}
