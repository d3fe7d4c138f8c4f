import fc from "fast-check";
import { expect, it } from "vitest";
import { creditRunwayDays } from "./credit-runway.ts";

const DAY_MS = 86_400_000;

it("divides what is left by what a day costs, rounded down", () => {
  expect(creditRunwayDays({ availableNanos: 100n, spentNanos: 70n, elapsedMs: 7 * DAY_MS })).toBe(10);
  expect(creditRunwayDays({ availableNanos: 99n, spentNanos: 70n, elapsedMs: 7 * DAY_MS })).toBe(9);
  expect(creditRunwayDays({ availableNanos: -5n, spentNanos: 70n, elapsedMs: DAY_MS })).toBe(0);
});

it("has no pace where nothing was spent or no time has passed", () => {
  expect(creditRunwayDays({ availableNanos: 5n, spentNanos: 0n, elapsedMs: DAY_MS })).toBeNull();
  expect(creditRunwayDays({ availableNanos: 5n, spentNanos: 5n, elapsedMs: 0 })).toBeNull();
});

it("never promises a day that the credits do not pay", () => {
  const amount = fc.bigInt({ min: 1n, max: 10n ** 18n });
  fc.assert(
    fc.property(amount, amount, fc.integer({ min: 1, max: 40 }), (availableNanos, spentNanos, days) => {
      const left = creditRunwayDays({ availableNanos, spentNanos, elapsedMs: days * DAY_MS }) ?? 0;
      expect(BigInt(left) * spentNanos <= availableNanos * BigInt(days)).toBe(true);
    }),
  );
});
