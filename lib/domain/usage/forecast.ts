import type { BillingPeriod } from "#lib/domain/billing-period.ts";
import { type Nanos, sumNanos } from "#lib/domain/money.ts";

/** What a period will come to by its end, in nano-dollars. The point lies between the ends. */
export type Forecast = { readonly low: Nanos; readonly point: Nanos; readonly high: Nanos };

/** What was spent on a day, as far as it is over: its length tells a whole day from a part. */
export type DailyAmount = { readonly start: Date; readonly end: Date; readonly amountNanos: Nanos };

/** Four of five months are to end within the range, if days vary as they did: the normal distribution's 90th percentile. */
const DEVIATIONS_THOUSANDTHS = 1_282n;
const DAY_MS = 86_400_000n;
/** As of which a pace says something: that of `limit_alerts`. */
const PACE_FROM_MS = 3 * 86_400_000;

/**
 * What a period comes to if it goes on as it went so far.
 *
 * The point is the pace alert's: spent x period / elapsed. The range around it follows from how much whole days differed:
 * with n whole days of variance s² (n - 1 in the denominator) and r days to come, the sum of r like days and the error of
 * the mean they are taken from have the variance s² x (r + r²/n), and the range is 1.282 of its square roots to each
 * side, but never below what is spent. While fewer than seven days are whole, the previous period's days, scaled to this
 * one's pace, help to tell how days differ. Amounts are nano-dollars; all of it is whole numbers, rounded down.
 * @throws RangeError when `now` is not in the period
 */
export function forecastPeriod(
  period: BillingPeriod,
  days: readonly DailyAmount[],
  { now, previousDays = [] }: { readonly now: Date; readonly previousDays?: readonly DailyAmount[] },
): Forecast {
  if (now < period.start || now >= period.end) throw new RangeError("Only a period under way has a forecast");
  const spent = sumNanos(days.map(({ amountNanos }) => amountNanos));
  const elapsedMs = BigInt(Math.max(1, now.getTime() - period.start.getTime()));
  const lengthMs = BigInt(period.end.getTime() - period.start.getTime());
  const point = (spent * lengthMs) / elapsedMs;
  const samples = samplesOf(days, previousDays, { now, meanNanos: (spent * DAY_MS) / elapsedMs });
  const spread = spreadOf(samples, lengthMs - elapsedMs);
  return { low: atLeast(spent, point - spread), point, high: point + spread };
}

/**
 * When the pace so far leads to a limit, exactly as `limit_alerts` in the database has it: from the third day on, while
 * the limit is not reached, and only if that is before the period's end. Null otherwise.
 */
export function limitReachedAt(
  period: BillingPeriod,
  { settledNanos, limitNanos, now }: { readonly settledNanos: Nanos; readonly limitNanos: Nanos; readonly now: Date },
): Date | null {
  const elapsedMs = now.getTime() - period.start.getTime();
  if (settledNanos <= 0n || settledNanos >= limitNanos || elapsedMs < PACE_FROM_MS || now >= period.end) return null;
  const afterMs = (BigInt(elapsedMs) * limitNanos) / settledNanos;
  const lengthMs = BigInt(period.end.getTime() - period.start.getTime());
  return afterMs < lengthMs ? new Date(period.start.getTime() + Number(afterMs)) : null;
}

const ENOUGH_DAYS = 7;

function samplesOf(
  days: readonly DailyAmount[],
  previousDays: readonly DailyAmount[],
  { now, meanNanos }: { now: Date; meanNanos: Nanos },
): Nanos[] {
  const own = days.filter((day) => day.end <= now && isWhole(day)).map(({ amountNanos }) => amountNanos);
  if (own.length >= ENOUGH_DAYS) return own;
  const earlier = previousDays.filter(isWhole).map(({ amountNanos }) => amountNanos);
  const earlierTotal = sumNanos(earlier);
  if (earlierTotal === 0n) return own;
  return [...own, ...earlier.map((amount) => (amount * meanNanos * BigInt(earlier.length)) / earlierTotal)];
}

/** Days of 23 and 25 hours are whole too. */
function isWhole({ start, end }: DailyAmount): boolean {
  return end.getTime() - start.getTime() >= 22 * 3_600_000;
}

/** 1.282 x the square root of s² x (r + r²/n). */
function spreadOf(samples: readonly Nanos[], remainingMs: bigint): Nanos {
  const count = BigInt(samples.length);
  if (count < 2n) return 0n;
  const total = sumNanos(samples);
  // The squares of n x (amount - mean) stay whole; n² is divided out at the end.
  const squares = sumNanos(samples.map((amount) => (amount * count - total) ** 2n));
  const ofRemaining = remainingMs * DAY_MS * count + remainingMs * remainingMs;
  const variance = (squares * ofRemaining) / (count ** 3n * (count - 1n) * DAY_MS * DAY_MS);
  return (squareRoot(variance) * DEVIATIONS_THOUSANDTHS) / 1_000n;
}

/** The whole part of a square root, by Newton's method from above. */
function squareRoot(value: bigint): bigint {
  if (value < 2n) return value;
  let root = 1n << BigInt((value.toString(2).length + 1) >> 1);
  for (let next = (root + value / root) >> 1n; next < root; next = (root + value / root) >> 1n) root = next;
  return root;
}

function atLeast(floor: Nanos, amount: Nanos): Nanos {
  return amount < floor ? floor : amount;
}
