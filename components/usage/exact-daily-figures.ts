import { tabSeparated } from "#components/ui/tab-separated.ts";
import type { UsageDay } from "#lib/views/usage-page.ts";

/** The daily table with every digit, newest day first, ready to paste. */
export function exactDailyFigures(days: readonly UsageDay[]): string {
  const begun = days.filter(({ state }) => state !== "future").reverse();
  return tabSeparated([
    ["Day (UTC)", "Requests", "Previous period (USD)", "Cost (USD)"],
    ...begun.map(({ date, requests, previousCost, cost }) => [date, requests, previousCost ?? "", cost]),
  ]);
}
