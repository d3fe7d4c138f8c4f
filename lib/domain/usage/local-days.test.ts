import fc from "fast-check";
import { expect, test } from "vitest";
import { billingPeriodAt, parsePeriodKey } from "#lib/domain/billing-period.ts";
import { cutDays, cutDaysAtPrefixes } from "./day-cuts.ts";
import { isIanaZone, isUtcZone, localDays } from "./local-days.ts";

const ZONES = [...Intl.supportedValuesOf("timeZone"), "UTC", "Etc/GMT+12", "Etc/GMT-14"];
const anyZone = fc.constantFrom(...ZONES);
const anyPeriod = fc
  .tuple(fc.integer({ min: 2024, max: 2030 }), fc.integer({ min: 0, max: 11 }))
  .map(([year, month]) => billingPeriodAt(new Date(Date.UTC(year, month, 1))));

const period = (key: string) => {
  const found = parsePeriodKey(key);
  if (!found) throw new Error(key);
  return found;
};
const hours = (day: { start: Date; end: Date }) => (day.end.getTime() - day.start.getTime()) / 3_600_000;

/** Sums of made-up quarter hours: any wrong, missing or doubled one changes them. */
const usageOf = (start: Date, end: Date) => {
  let sum = 0n;
  for (let at = start.getTime(); at < end.getTime(); at += 900_000) sum += BigInt((at / 900_000) ** 2 % 1_000_003);
  return sum;
};

test("the days of any zone are exactly the period, in order, and each is one date of the zone", () => {
  fc.assert(
    fc.property(anyZone, anyPeriod, (zone, { start, end }) => {
      const days = localDays(billingPeriodAt(start), zone);
      const format = new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" });
      expect(days[0]?.start).toEqual(start);
      expect(days.at(-1)?.end).toEqual(end);
      expect(new Set(days.map(({ date }) => date)).size).toBe(days.length);
      for (const [index, day] of days.entries()) {
        if (index > 0) expect(day.start).toEqual(days[index - 1]?.end);
        expect(format.format(day.start)).toBe(day.date);
        expect(format.format(day.end.getTime() - 1)).toBe(day.date);
        expect(day.isPartial).toBe(
          format.format(day.start.getTime() - 1) === day.date || format.format(day.end) === day.date,
        );
      }
    }),
    { numRuns: 400 },
  );
});

test("sums of days from day rollups and moved quarter hours are those of the local days, and add up to the period", () => {
  fc.assert(
    fc.property(anyZone, anyPeriod, (zone, { start, end }) => {
      const days = localDays(billingPeriodAt(start), zone);
      const { wholeDays, moves } = cutDays(days);
      const sums = days.map(() => 0n);
      const add = (day: number, amount: bigint) => {
        sums[day] = (sums[day] ?? 0n) + amount;
      };
      for (const { utcDay, day } of wholeDays) add(day, usageOf(utcDay, new Date(utcDay.getTime() + 86_400_000)));
      for (const move of moves) {
        expect(hours(move)).toBeLessThanOrEqual(12);
        add(move.from, -usageOf(move.start, move.end));
        add(move.to, usageOf(move.start, move.end));
      }
      expect(sums).toEqual(days.map((day) => usageOf(day.start, day.end)));
      const cuts = cutDaysAtPrefixes(days);
      const again = days.map(() => 0n);
      const move = (day: number, amount: bigint) => {
        again[day] = (again[day] ?? 0n) + amount;
      };
      for (const { utcDay, day } of cuts.wholeDays) move(day, usageOf(utcDay, new Date(utcDay.getTime() + 86_400_000)));
      for (const { utcDay, until, from, to } of cuts.prefixes) {
        move(from, -usageOf(utcDay, until));
        move(to, usageOf(utcDay, until));
      }
      expect(again).toEqual(sums);
      expect(sums.reduce((sum, amount) => sum + amount)).toBe(usageOf(start, end));
    }),
    { numRuns: 200 },
  );
});

test.each([
  ["Europe/Berlin", "2026-10", "2026-10-25", 25],
  ["Europe/Berlin", "2026-03", "2026-03-29", 23],
  ["America/New_York", "2026-11", "2026-11-01", 25],
  ["America/New_York", "2026-03", "2026-03-08", 23],
  ["Australia/Lord_Howe", "2026-04", "2026-04-05", 24.5],
  ["Asia/Kathmandu", "2026-11", "2026-11-15", 24],
  ["UTC", "2026-10", "2026-10-25", 24],
] as const)("in %s the %s's %s has %d hours", (zone, key, date, expected) => {
  const day = localDays(period(key), zone).find((one) => one.date === date);
  expect(day && hours(day)).toBe(expected);
});

test("only where the zone's days are not UTC's, the period's first and last day are partial", () => {
  const november = period("2026-11");
  expect(localDays(november, "UTC")).toHaveLength(30);
  expect(localDays(november, "UTC").filter(({ isPartial }) => isPartial)).toEqual([]);
  expect(cutDays(localDays(november, "UTC")).moves).toEqual([]);
  const berlin = localDays(november, "Europe/Berlin");
  expect(berlin).toHaveLength(31);
  expect(berlin.filter(({ isPartial }) => isPartial).map((day) => [day.date, hours(day)])).toEqual([
    ["2026-11-01", 23],
    ["2026-12-01", 1],
  ]);
});

test.each([
  ["Europe/Berlin", true],
  ["UTC", true],
  ["Etc/GMT+12", true],
  ["+01:00", false],
  ["Mars/Olympus", false],
  ["", false],
])("%j is a zone: %s", (name, isZone) => {
  expect(isIanaZone(name)).toBe(isZone);
});

test("UTC under any of its names is UTC", () => {
  expect(["UTC", "Etc/UTC", "Europe/London"].map(isUtcZone)).toEqual([true, true, false]);
});
