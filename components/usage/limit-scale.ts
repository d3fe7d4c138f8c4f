import { fromExactDollars, type Nanos } from "#lib/domain/money.ts";
import type { ForecastRange, UsageLimit } from "#lib/views/usage-view.ts";

/** Places on the strip in percent of its width. */
export type LimitScale = {
  settled: number;
  held: number;
  range: { low: number; point: number; high: number } | null;
  limitAt: number;
};

/** Room to the right of the limit, so that its line is seen, in hundredths of the largest amount. */
const MARGIN = 106n;

/** Where settled, held, forecast and limit stand: the largest of them decides how far the strip reaches. */
export function limitScale(
  limit: Pick<UsageLimit, "limit" | "settled" | "held">,
  forecast: ForecastRange | null,
): LimitScale {
  const settled = fromExactDollars(limit.settled);
  const held = fromExactDollars(limit.held);
  const cap = fromExactDollars(limit.limit);
  const high = forecast === null ? 0n : fromExactDollars(forecast.high);
  const largest = [settled + held, cap, high].reduce((max, amount) => (amount > max ? amount : max), 1n);
  const percent = (amount: Nanos) => Number((amount * 1_000_000n) / ((largest * MARGIN) / 100n + 1n)) / 10_000;
  return {
    settled: percent(settled),
    held: percent(held),
    range:
      forecast === null
        ? null
        : {
            low: percent(fromExactDollars(forecast.low)),
            point: percent(fromExactDollars(forecast.point)),
            high: percent(high),
          },
    limitAt: percent(cap),
  };
}
