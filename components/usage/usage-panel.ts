import type { UsageQuery } from "#lib/domain/usage/usage-query.ts";
import type { UsageDayView, UsageView } from "#lib/views/usage-view.ts";

/** Whose requests a reader wants to see: those of a span of time, with the filters of the screen or others. */
export type RequestsWanted = { title: string; start: string; end: string; query: UsageQuery };

export type OpenRequests = (wanted: RequestsWanted) => void;

/** What every section of the screen is given. */
export type UsagePanelProps = { view: UsageView; onOpen: OpenRequests };

/** The requests of a day, as the screen filters them. */
export function requestsOfDay(day: UsageDayView, query: UsageQuery, name: string): RequestsWanted {
  return { title: `Requests of ${name}`, start: day.start, end: day.end, query };
}
