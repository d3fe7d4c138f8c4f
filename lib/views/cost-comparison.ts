import {
  type BillingPeriod,
  daysOfPeriod,
  formatPeriod,
  formatUtcDay,
  isInPeriod,
  previousPeriod,
} from "#lib/domain/billing-period.ts";
import { type ExactDollars, type Nanos, sumNanos, toExactDollars } from "#lib/domain/money.ts";

/** What a period's cost is measured against. */
export type CostComparison = {
  /** "1 - 24 Oct 2026", or the whole period as it is written everywhere. */
  label: string;
  cost: ExactDollars;
};

/**
 * The previous period, or as many of its days as the current period has begun: set against the whole of it, every
 * period under way would read as a saving. The last of those days counts in full.
 */
export function costComparison(
  period: BillingPeriod,
  previousCosts: readonly { day: Date; amountNanos: Nanos }[],
  now: Date,
): CostComparison {
  const previous = previousPeriod(period);
  const begun = daysOfPeriod(period).filter((day) => day <= now).length;
  const days = daysOfPeriod(previous).slice(0, isInPeriod(period, now) ? begun : undefined);
  const last = days.at(-1) ?? previous.start;
  const compared = previousCosts.filter(({ day }) => day <= last);
  return {
    label: days.length === daysOfPeriod(previous).length ? formatPeriod(previous) : labelOfFirstDays(last),
    cost: toExactDollars(sumNanos(compared.map(({ amountNanos }) => amountNanos))),
  };
}

function labelOfFirstDays(last: Date): string {
  return last.getUTCDate() === 1 ? formatUtcDay(last) : `1 - ${formatUtcDay(last)}`;
}
