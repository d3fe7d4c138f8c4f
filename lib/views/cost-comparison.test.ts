import { expect, test } from "vitest";
import { daysOfPeriod, parsePeriodKey, previousPeriod } from "#lib/domain/billing-period.ts";
import { costComparison } from "./cost-comparison.ts";

/** Every day of the previous period costs a dollar, and each instant asks for the days that have begun. */
function compare(key: string, now: string) {
  const period = parsePeriodKey(key);
  if (!period) throw new Error(key);
  const previousCosts = daysOfPeriod(previousPeriod(period)).map((day) => ({ day, amountNanos: 1_000_000_000n }));
  return costComparison(period, previousCosts, new Date(now));
}

test.each([
  ["as many days as have begun, today's in full", "2026-11", "2026-11-24T08:00:00Z", "1 - 24 Oct 2026", "24.00"],
  ["one day on the first", "2026-11", "2026-11-01T00:00:00Z", "1 Oct 2026", "1.00"],
  [
    "all of a shorter month at the end of a longer one",
    "2026-03",
    "2026-03-31T23:59:59Z",
    "1 - 28 Feb 2026 (UTC)",
    "28.00",
  ],
  ["30 days of a longer month", "2026-11", "2026-11-30T12:00:00Z", "1 - 30 Oct 2026", "30.00"],
  [
    "all of the month before a period that is over",
    "2026-10",
    "2026-11-24T08:00:00Z",
    "1 - 30 Sep 2026 (UTC)",
    "30.00",
  ],
])("compares with %s", (_, key, now, label, cost) => {
  expect(compare(key, now)).toEqual({ label, cost });
});
