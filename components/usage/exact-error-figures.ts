import { tabSeparated } from "#components/ui/tab-separated.ts";
import type { UsageView } from "#lib/views/usage-view.ts";
import { begunDays } from "./begun-days.ts";
import { ERROR_KINDS } from "./error-classes.ts";

/** Errors of each day by cause, newest day first, ready to paste. */
export function exactErrorFigures({ days, query }: Pick<UsageView, "days" | "query">): string {
  return tabSeparated([
    [`Day (${query.zone})`, ...ERROR_KINDS.map(({ name, isPaid }) => `${name} (${isPaid ? "paid" : "not paid"})`)],
    ...begunDays(days).map(({ day }) => [day.date, ...ERROR_KINDS.map(({ count }) => count(day.errors))]),
  ]);
}
