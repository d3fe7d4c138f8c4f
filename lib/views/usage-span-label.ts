import { formatUtcDay } from "#lib/domain/billing-period.ts";
import type { LocalDay } from "#lib/domain/usage/local-days.ts";

/** Days of a zone in words: "1 - 24 Oct 2026", or "30 Sep 2026 - 24 Oct 2026" where they begin in another month. */
export function daySpanLabel(days: readonly Pick<LocalDay, "date">[]): string {
  const first = days[0]?.date;
  const last = days.at(-1)?.date;
  if (!first || !last) return "no days";
  if (first === last) return inWords(last);
  if (first.slice(0, 7) !== last.slice(0, 7)) return `${inWords(first)} - ${inWords(last)}`;
  return `${Number(first.slice(8))} - ${inWords(last)}`;
}

function inWords(date: string): string {
  return formatUtcDay(new Date(`${date}T00:00:00Z`));
}
