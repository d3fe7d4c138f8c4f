import { formatUtcDay } from "#lib/domain/billing-period.ts";
import { formatDollars, fromExactDollars, sumNanos } from "#lib/domain/money.ts";
import type { CostPoint } from "./daily-cost-series.ts";

/** The chart in words, for those who do not see it. */
export function dailyCostSummary(points: readonly CostPoint[], periodLabel: string): string {
  const begun = points
    .filter(({ state }) => state !== "future")
    .map(({ date, total }) => ({ date, nanos: fromExactDollars(total) }));
  const total = sumNanos(begun.map(({ nanos }) => nanos));
  if (total === 0n) return `Daily cost for ${periodLabel}: nothing was charged.`;
  const highest = begun.reduce((max, day) => (day.nanos > max.nanos ? day : max));
  const free = begun.filter(({ nanos }) => nanos === 0n).length;
  const sentences = [
    `Daily cost for ${periodLabel}: ${formatDollars(total)} in ${begun.length} ${begun.length === 1 ? "day" : "days"}.`,
    `The highest day was ${formatUtcDay(new Date(highest.date))} with ${formatDollars(highest.nanos)}.`,
  ];
  if (free > 0) sentences.push(`${free} ${free === 1 ? "day" : "days"} without cost.`);
  return sentences.join(" ");
}
