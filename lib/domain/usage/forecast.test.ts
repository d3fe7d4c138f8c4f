import fc from "fast-check";
import { expect, test } from "vitest";
import { billingPeriodAt, daysOfPeriod } from "#lib/domain/billing-period.ts";
import { forecastPeriod, limitReachedAt } from "./forecast.ts";

const DAY_MS = 86_400_000;
const november = billingPeriodAt(new Date("2026-11-10T00:00:00Z"));
const october = billingPeriodAt(new Date("2026-10-10T00:00:00Z"));
const amount = fc.bigInt({ min: 0n, max: 10_000_000_000_000n });
const instant = fc
  .integer({ min: 0, max: november.end.getTime() - november.start.getTime() - 1 })
  .map((ms) => new Date(november.start.getTime() + ms));

/** Days of a month as far as `until`, with amounts taken in turn. */
const daysUntil = (until: Date, amounts: readonly bigint[], period = november) =>
  daysOfPeriod(period)
    .filter((day) => day < until)
    .map((start, index) => ({
      start,
      end: new Date(start.getTime() + DAY_MS),
      amountNanos: amounts[index % Math.max(1, amounts.length)] ?? 0n,
    }));
const wholeOctober = (amounts: readonly bigint[]) => daysUntil(october.end, amounts, october);

test("a forecast is never below what is spent, and its range holds the point", () => {
  fc.assert(
    fc.property(instant, fc.array(amount), fc.array(amount), (now, amounts, earlier) => {
      const days = daysUntil(now, amounts);
      const spent = days.reduce((sum, day) => sum + day.amountNanos, 0n);
      const { low, point, high } = forecastPeriod(november, days, { now, previousDays: wholeOctober(earlier) });
      expect(low).toBeGreaterThanOrEqual(spent);
      expect(point).toBeGreaterThanOrEqual(low);
      expect(high).toBeGreaterThanOrEqual(point);
    }),
  );
});

test("no usage forecasts none, whatever the previous period was", () => {
  fc.assert(
    fc.property(instant, fc.array(amount), (now, earlier) => {
      expect(forecastPeriod(november, daysUntil(now, [0n]), { now, previousDays: wholeOctober(earlier) })).toEqual({
        low: 0n,
        point: 0n,
        high: 0n,
      });
    }),
  );
});

test("the pace reaches a limit within the period exactly when the forecast is beyond it", () => {
  const afterThreeDays = instant.filter((now) => now.getTime() - november.start.getTime() >= 3 * DAY_MS);
  fc.assert(
    fc.property(afterThreeDays, fc.array(amount), amount, (now, amounts, limitNanos) => {
      const days = daysUntil(now, amounts);
      const settledNanos = days.reduce((sum, day) => sum + day.amountNanos, 0n);
      const at = limitReachedAt(november, { settledNanos, limitNanos, now });
      const { point } = forecastPeriod(november, days, { now });
      if (settledNanos >= limitNanos || settledNanos === 0n) expect(at).toBeNull();
      else expect(at !== null).toBe(point > limitNanos || (point === limitNanos && at !== null));
      if (at) {
        expect(at >= now).toBe(true);
        expect(at < november.end).toBe(true);
      }
    }),
  );
});

test("days that are alike leave no range; days that differ do, and it closes towards the end", () => {
  const at = (day: number) => new Date(november.start.getTime() + day * DAY_MS);
  expect(forecastPeriod(november, daysUntil(at(10), [7n]), { now: at(10) })).toEqual({
    low: 210n,
    point: 210n,
    high: 210n,
  });
  const widthOn = (day: number) => {
    const { low, high } = forecastPeriod(november, daysUntil(at(day), [500_000n, 1_500_000n]), { now: at(day) });
    return high - low;
  };
  expect(widthOn(10)).toBeGreaterThan(widthOn(20));
  expect(widthOn(20)).toBeGreaterThan(widthOn(28));
});

test("by hand: ten days of 1 and 3 in turn, twenty to come", () => {
  const now = new Date(november.start.getTime() + 10 * DAY_MS);
  const { low, point, high } = forecastPeriod(november, daysUntil(now, [1_000_000n, 3_000_000n]), { now });
  const spread = Math.floor(1.282 * 1_000_000 * Math.sqrt((10 / 9) * (20 + 400 / 10)));
  expect(point).toBe(60_000_000n);
  expect(Math.abs(Number(high - point) - spread)).toBeLessThan(3);
  expect(Math.abs(Number(point - low) - spread)).toBeLessThan(3);
});

test("on the first days the previous period says how days differ", () => {
  const now = new Date(november.start.getTime() + 2 * DAY_MS);
  const days = daysUntil(now, [4n * 10n ** 9n]);
  const alone = forecastPeriod(november, days, { now });
  const helped = forecastPeriod(november, days, { now, previousDays: wholeOctober([10n ** 9n, 5n * 10n ** 9n]) });
  expect(alone.high - alone.low).toBe(0n);
  expect(helped.point).toBe(alone.point);
  expect(helped.high).toBeGreaterThan(helped.point);
});

test("a pace says nothing in the first three days, nor once the limit is reached", () => {
  const now = (day: number) => new Date(november.start.getTime() + day * DAY_MS);
  const facts = { settledNanos: 50n, limitNanos: 100n };
  expect(limitReachedAt(november, { ...facts, now: now(2.9) })).toBeNull();
  expect(limitReachedAt(november, { ...facts, now: now(10) })).toEqual(now(20));
  expect(limitReachedAt(november, { ...facts, settledNanos: 100n, now: now(10) })).toBeNull();
  expect(() => forecastPeriod(november, [], { now: november.end })).toThrow(RangeError);
});
