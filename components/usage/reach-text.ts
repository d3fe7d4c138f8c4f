import { formatUtcDay } from "#lib/domain/billing-period.ts";
import { fromExactDollars } from "#lib/domain/money.ts";
import type { ForecastRange, UsageLimit } from "#lib/views/usage-view.ts";

type Reached = { readonly limit: UsageLimit; readonly forecast: ForecastRange | null; readonly isCurrent: boolean };

/** Where the pace leads, in words. A pace of less than three days is no reason to name a day. */
export function reachText({ limit, forecast, isCurrent }: Reached): { text: string; isWarning: boolean } {
  const limitNanos = fromExactDollars(limit.limit);
  if (fromExactDollars(limit.settled) >= limitNanos) {
    const until = isCurrent ? " Requests are refused until the next period, or until it is raised." : "";
    return { text: `The limit is reached.${until}`, isWarning: true };
  }
  if (limit.reachesLimitAt !== null) {
    const day = formatUtcDay(new Date(limit.reachesLimitAt));
    return { text: `At this rate you reach the limit on ${day} (UTC).`, isWarning: true };
  }
  if (!isCurrent) return { text: "The period ended below the limit.", isWarning: false };
  if (forecast && fromExactDollars(forecast.point) >= limitNanos) {
    return { text: "It is too early in the period to say whether you reach the limit.", isWarning: false };
  }
  const band = forecast ? " The faint band is the forecast's range." : "";
  return { text: `At this rate the period ends below the limit.${band}`, isWarning: false };
}
