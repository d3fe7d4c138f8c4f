import { type BillingPeriod, billingPeriodAt, previousPeriod } from "#lib/domain/billing-period.ts";

/** How many periods back a closing that was missed is made up for. */
const CAUGHT_UP = 3;

/** The periods that are over and may be closed, the oldest first: none from before the workspace was there. */
export function closablePeriods({ workspaceCreatedAt, now }: { workspaceCreatedAt: Date; now: Date }): BillingPeriod[] {
  const periods: BillingPeriod[] = [];
  let period = previousPeriod(billingPeriodAt(now));
  while (periods.length < CAUGHT_UP && period.end > workspaceCreatedAt) {
    periods.unshift(period);
    period = previousPeriod(period);
  }
  return periods;
}
