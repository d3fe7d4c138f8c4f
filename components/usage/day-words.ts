import { formatUtcDay } from "#lib/domain/billing-period.ts";
import type { UsageDayView } from "#lib/views/usage-view.ts";

/** A local day in words: "14 Nov 2026". Its key has no zone, and neither has what people call it. */
export function dayName(date: string): string {
  return formatUtcDay(new Date(date));
}

/** "14 Nov", for an axis of one period. */
export function shortDay(date: string): string {
  return dayName(date).replace(/ \d+$/, "");
}

/** A day and what is unusual about it. */
export function dayWords({ date, state, isPartial }: Pick<UsageDayView, "date" | "state" | "isPartial">): string {
  const notes = [state === "unfinished" && "not over yet", isPartial && "part of the day"].filter(Boolean);
  return notes.length === 0 ? dayName(date) : `${dayName(date)} (${notes.join(", ")})`;
}
