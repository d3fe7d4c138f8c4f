import { formatDollars, fromExactDollars, sumNanos } from "#lib/domain/money.ts";
import type { UsageView } from "#lib/views/usage-view.ts";
import { dayName } from "./day-words.ts";

/** The daily cost in words, for those who do not see the chart or do not want to read it. */
export function costSummary({ days, period }: Pick<UsageView, "days" | "period">): string {
  const begun = days
    .filter(({ state }) => state !== "future")
    .map(({ date, cost }) => ({ date, nanos: fromExactDollars(cost.total), covered: fromExactDollars(cost.covered) }));
  const total = sumNanos(begun.map(({ nanos }) => nanos));
  if (total === 0n) return `Daily cost for ${period.label}: nothing was charged.`;
  const covered = sumNanos(begun.map((day) => day.covered));
  const highest = begun.reduce((max, day) => (day.nanos > max.nanos ? day : max));
  const free = begun.filter(({ nanos }) => nanos === 0n).length;
  const sentences = [
    `Daily cost for ${period.label}: ${formatDollars(total)}.`,
    `The highest day was ${dayName(highest.date)} with ${formatDollars(highest.nanos)}.`,
  ];
  if (covered > 0n) sentences.push(`The plan covers ${formatDollars(covered)} of it all.`);
  if (free > 0) sentences.push(`${free} ${free === 1 ? "day" : "days"} without cost.`);
  return sentences.join(" ");
}
