import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { billingPeriodAt } from "#lib/domain/billing-period.ts";
import { includedGained, sessionsGained } from "./grant-pro-rata.ts";

const period = billingPeriodAt(new Date("2026-11-16T00:00:00Z"));
const CENT = 10_000_000n;
const instant = fc.integer({ min: period.start.getTime(), max: period.end.getTime() - 1 }).map((ms) => new Date(ms));
const cents = fc.bigInt({ min: 0n, max: 1_000_000n }).map((count) => count * CENT);

describe("included inference gained in the middle of a period", () => {
  test("is the difference for the time left, rounded up to a cent", () => {
    const change = { fromMonthlyNanos: 10_000_000_000n, toMonthlyNanos: 40_000_000_000n, period };
    expect(includedGained({ ...change, at: period.start })).toBe(30_000_000_000n);
    expect(includedGained({ ...change, at: new Date("2026-11-16T00:00:00Z") })).toBe(15_000_000_000n);
    expect(includedGained({ ...change, at: new Date("2026-11-16T00:00:01Z") })).toBe(15_000_000_000n);
    expect(includedGained({ ...change, at: new Date("2026-11-30T23:59:59.999Z") })).toBe(CENT);
    expect(includedGained({ ...change, at: period.end })).toBe(0n);
    expect(includedGained({ ...change, at: new Date("2026-10-20T00:00:00Z") })).toBe(30_000_000_000n);
  });

  test("is never less than what is paid for, nor a cent more, nor more than the whole difference", () => {
    fc.assert(
      fc.property(cents, cents, instant, (fromMonthlyNanos, toMonthlyNanos, at) => {
        const gained = includedGained({ fromMonthlyNanos, toMonthlyNanos, at, period });
        const difference = toMonthlyNanos - fromMonthlyNanos;
        if (difference <= 0n) {
          expect(gained).toBe(0n);
          return;
        }
        const [leftMs, wholeMs] = [
          BigInt(period.end.getTime() - at.getTime()),
          BigInt(period.end.getTime() - period.start.getTime()),
        ];
        expect(gained * wholeMs).toBeGreaterThanOrEqual(difference * leftMs);
        expect((gained - CENT) * wholeMs).toBeLessThan(difference * leftMs);
        expect(gained).toBeLessThanOrEqual(difference);
      }),
    );
  });

  test("waiting never gives more, and steps never give less than one leap", () => {
    fc.assert(
      fc.property(fc.tuple(cents, cents, cents), fc.tuple(instant, instant), (amounts, instants) => {
        const [low = 0n, middle = 0n, high = 0n] = amounts.sort((one, other) => (one < other ? -1 : 1));
        const [early, late] = instants.sort((one, other) => one.getTime() - other.getTime()) as [Date, Date];
        const gained = (fromMonthlyNanos: bigint, toMonthlyNanos: bigint, at: Date) =>
          includedGained({ fromMonthlyNanos, toMonthlyNanos, at, period });
        expect(gained(low, high, late)).toBeLessThanOrEqual(gained(low, high, early));
        const steps = gained(low, middle, early) + gained(middle, high, early);
        expect(steps).toBeGreaterThanOrEqual(gained(low, high, early));
        expect(steps).toBeLessThanOrEqual(gained(low, high, early) + CENT);
      }),
    );
  });
});

test("sessions gained are whole and rounded up", () => {
  const change = { fromMonthly: 20, toMonthly: 200, period };
  expect(sessionsGained({ ...change, at: new Date("2026-11-16T00:00:00Z") })).toBe(90);
  expect(sessionsGained({ ...change, at: new Date("2026-11-16T00:00:01Z") })).toBe(90);
  expect(sessionsGained({ ...change, at: new Date("2026-11-30T23:59:59Z") })).toBe(1);
  expect(sessionsGained({ fromMonthly: 200, toMonthly: 20, period, at: period.start })).toBe(0);
});
