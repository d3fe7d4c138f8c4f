import type { UsageFigures } from "#lib/data/usage-figures.ts";
import type { UsageSurroundings } from "#lib/data/usage-surroundings.ts";
import type { BillingPeriod } from "#lib/domain/billing-period.ts";
import { booksDifferences } from "#lib/domain/invoices/period-books.ts";
import { type Nanos, toExactDollars } from "#lib/domain/money.ts";
import { type DailyAmount, type Forecast, forecastPeriod, limitReachedAt } from "#lib/domain/usage/forecast.ts";
import type { LocalDay } from "#lib/domain/usage/local-days.ts";
import type { ForecastRange, UsageBook, UsageForecast, UsageLimit, UsageReconciliation } from "./usage-view.ts";

type Split = { day: number; amountNanos: Nanos; includedNanos: Nanos };
type Days = { readonly days: readonly LocalDay[]; readonly previousDays: readonly LocalDay[] };

/** What the period will come to, in all and beyond what the plan covers, if its requests go on as so far. */
export function usageForecast(
  period: BillingPeriod,
  { days, previousDays, figures, now }: Days & { figures: UsageFigures; now: Date },
): UsageForecast {
  const begun = days.filter(({ start }) => start <= now);
  const of = (nanosOf: (row: Split) => Nanos) =>
    toRange(
      forecastPeriod(period, dailyAmounts(begun, figures.days, nanosOf), {
        now,
        previousDays: dailyAmounts(previousDays, figures.previousDays, nanosOf),
      }),
    );
  return { total: of((row) => row.amountNanos), charged: of((row) => row.amountNanos - row.includedNanos) };
}

export function usageLimit(
  period: BillingPeriod,
  limit: NonNullable<UsageSurroundings["limit"]>,
  now: Date,
): UsageLimit {
  return {
    limit: toExactDollars(limit.limitNanos),
    settled: toExactDollars(limit.settledNanos),
    held: toExactDollars(limit.heldNanos),
    reachesLimitAt: limitReachedAt(period, { ...limit, now })?.toISOString() ?? null,
  };
}

export function usageReconciliation({
  checkedAt,
  books,
}: NonNullable<UsageSurroundings["reconciliation"]>): UsageReconciliation {
  const differences = booksDifferences(books);
  return {
    checkedAt: checkedAt.toISOString(),
    isReconciled: differences.length === 0,
    events: toExactDollars(books.eventsNanos),
    differences: differences.map(({ book, differenceNanos }) => ({
      book: book as UsageBook,
      difference: toExactDollars(differenceNanos),
    })),
  };
}

function dailyAmounts(
  days: readonly LocalDay[],
  rows: readonly Split[],
  nanosOf: (row: Split) => Nanos,
): DailyAmount[] {
  const byDay = new Map(rows.map((row) => [row.day, nanosOf(row)]));
  return days.map(({ start, end }, day) => ({ start, end, amountNanos: byDay.get(day) ?? 0n }));
}

function toRange({ low, point, high }: Forecast): ForecastRange {
  return { low: toExactDollars(low), point: toExactDollars(point), high: toExactDollars(high) };
}
