import { tabSeparated } from "#components/ui/tab-separated.ts";
import type { UsageView } from "#lib/views/usage-view.ts";
import { begunDays } from "./begun-days.ts";

/** Requests and latencies of each day, newest day first, ready to paste. */
export function exactTrafficFigures({ days, query }: Pick<UsageView, "days" | "query">): string {
  return tabSeparated([
    [`Day (${query.zone})`, "Requests", "p50 (ms)", "p95 (ms)"],
    ...begunDays(days).map(({ day: { date, requests, latency } }) => [
      date,
      requests,
      latency === null ? "" : Math.round(latency.p50Ms),
      latency === null ? "" : Math.round(latency.p95Ms),
    ]),
  ]);
}
