import type { UsageDayView } from "#lib/views/usage-view.ts";

/** The days that have begun, newest first, each with its place among all. */
export function begunDays(days: readonly UsageDayView[]): { day: UsageDayView; place: number }[] {
  return days
    .map((day, place) => ({ day, place }))
    .filter(({ day }) => day.state !== "future")
    .reverse();
}
