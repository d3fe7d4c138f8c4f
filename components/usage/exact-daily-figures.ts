import { tabSeparated } from "#components/ui/tab-separated.ts";
import type { UsageView } from "#lib/views/usage-view.ts";
import { begunDays } from "./begun-days.ts";

/** The daily table with every digit, newest day first, ready to paste. */
export function exactDailyFigures({ days, query }: Pick<UsageView, "days"> & { query: { zone: string } }): string {
  return tabSeparated([
    [
      `Day (${query.zone})`,
      "Requests",
      "Previous period (USD)",
      "Covered by the plan (USD)",
      "Charged (USD)",
      "Cost (USD)",
    ],
    ...begunDays(days).map(({ day: { date, requests, previous, cost } }) => [
      date,
      requests,
      previous?.cost ?? "",
      cost.covered,
      cost.charged,
      cost.total,
    ]),
  ]);
}
