import { type BillingPeriod, billingPeriodAt, parsePeriodKey, previousPeriod } from "#lib/domain/billing-period.ts";
import { AppError } from "#lib/domain/errors.ts";

/**
 * The period that is asked for, or the current one, of those that usage is shown for: newest first.
 * @throws AppError not_found for any other period
 */
export function chooseUsagePeriod(
  now: Date,
  key: string | null,
): { period: BillingPeriod; offered: readonly BillingPeriod[] } {
  const current = billingPeriodAt(now);
  const offered = [current, previousPeriod(current), previousPeriod(previousPeriod(current))];
  const period = key === null ? current : offered.find((choice) => choice.key === parsePeriodKey(key)?.key);
  if (!period) throw new AppError("not_found", "Usage is shown for the current billing period and the previous two.");
  return { period, offered };
}
