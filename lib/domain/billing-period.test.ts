import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  billingPeriodAt,
  daysOfPeriod,
  formatPeriod,
  formatUtcDay,
  isInPeriod,
  parsePeriodKey,
  previousPeriod,
  utcDayKey,
} from "./billing-period.ts";

const instants = fc.date({
  min: new Date("2000-02-01T00:00:00.000Z"),
  max: new Date("2999-11-30T23:59:59.999Z"),
  noInvalidDate: true,
});

/** Written out rather than computed, so that it shares nothing with the code. */
const isLeapYear = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
const monthLengths = (year: number) => [31, isLeapYear(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

describe("billing periods", () => {
  test("one holds each instant, and neither neighbour does", () => {
    fc.assert(
      fc.property(instants, (instant) => {
        const period = billingPeriodAt(instant);
        expect(isInPeriod(period, instant)).toBe(true);
        expect(isInPeriod(previousPeriod(period), instant)).toBe(false);
        expect(isInPeriod(billingPeriodAt(period.end), instant)).toBe(false);
      }),
    );
  });

  test("follow one another without gap or overlap", () => {
    fc.assert(
      fc.property(instants, (instant) => {
        const period = billingPeriodAt(instant);
        expect(previousPeriod(period).end).toEqual(period.start);
        expect(billingPeriodAt(period.end).start).toEqual(period.end);
        expect(billingPeriodAt(previousPeriod(period).end)).toEqual(period);
        expect(previousPeriod(billingPeriodAt(period.end))).toEqual(period);
      }),
    );
  });

  test("include their first instant and exclude their end", () => {
    fc.assert(
      fc.property(instants, (instant) => {
        const period = billingPeriodAt(instant);
        expect(billingPeriodAt(period.start)).toEqual(period);
        expect(isInPeriod(period, new Date(period.end.getTime() - 1))).toBe(true);
        expect(isInPeriod(period, period.end)).toBe(false);
        expect(isInPeriod(period, new Date(period.start.getTime() - 1))).toBe(false);
      }),
    );
  });

  test("carry the year and month that ISO text shows, whatever the machine's zone", () => {
    fc.assert(
      fc.property(instants, (instant) => {
        const key = instant.toISOString().slice(0, 7);
        expect(billingPeriodAt(instant).key).toBe(key);
        expect(billingPeriodAt(instant).start.toISOString()).toBe(`${key}-01T00:00:00.000Z`);
      }),
    );
  });

  test.each([
    ["2026-10-31T23:59:59.999Z", "2026-10"],
    ["2026-11-01T00:00:00.000Z", "2026-11"],
    ["2026-11-30T16:00:00.000-08:00", "2026-12"],
    ["2026-12-01T08:59:59.999+09:00", "2026-11"],
    ["2026-12-31T23:59:59.999Z", "2026-12"],
    ["2027-01-01T00:00:00.000Z", "2027-01"],
  ])("hold %s in %s", (instant, key) => {
    expect(billingPeriodAt(new Date(instant)).key).toBe(key);
  });

  test("an invalid date is in none", () => {
    const invalid = new Date(Number.NaN);
    expect(() => billingPeriodAt(invalid)).toThrow(RangeError);
    expect(() => utcDayKey(invalid)).toThrow(RangeError);
    expect(isInPeriod(billingPeriodAt(new Date("2026-11-14T00:00:00Z")), invalid)).toBe(false);
  });
});

describe("parsePeriodKey", () => {
  test("reads back every period's key", () => {
    fc.assert(
      fc.property(instants, (instant) => {
        const period = billingPeriodAt(instant);
        expect(parsePeriodKey(period.key)).toEqual(period);
      }),
    );
  });

  test.each([
    ...["", "2026", "2026-00", "2026-13", "2026-1", "1999-12", "3000-01", "02026-11"],
    ...["2026-11 ", "2026-11\n", "2026-11-14", "2026/11", "-2026-11"],
  ])("refuses %j", (key) => {
    expect(parsePeriodKey(key)).toBeNull();
  });
});

describe("days of a period", () => {
  test("are as many as the calendar says, one after another, all inside", () => {
    fc.assert(
      fc.property(instants, (instant) => {
        const period = billingPeriodAt(instant);
        const [year = 0, month = 0] = period.key.split("-").map(Number);
        const days = daysOfPeriod(period);
        expect(days).toHaveLength(monthLengths(year)[month - 1] ?? 0);
        expect(days.map(utcDayKey)).toEqual(
          days.map((_, index) => `${period.key}-${String(index + 1).padStart(2, "0")}`),
        );
        expect(days.every((day) => isInPeriod(period, day) && day.getTime() % 86_400_000 === 0)).toBe(true);
      }),
    );
  });

  test.each([
    ["2000-02", 29],
    ["2026-02", 28],
    ["2028-02", 29],
    ["2100-02", 28],
    ["2400-02", 29],
    ["2026-03", 31],
    ["2026-11", 30],
  ])("in %s there are %d", (key, count) => {
    const period = parsePeriodKey(key);
    expect(period && daysOfPeriod(period)).toHaveLength(count);
  });
});

describe("in words", () => {
  test.each([
    ["2026-11", "1 - 30 Nov 2026 (UTC)"],
    ["2026-12", "1 - 31 Dec 2026 (UTC)"],
    ["2028-02", "1 - 29 Feb 2028 (UTC)"],
    ["2027-01", "1 - 31 Jan 2027 (UTC)"],
  ])("%s is %s", (key, words) => {
    const period = parsePeriodKey(key);
    expect(period && formatPeriod(period)).toBe(words);
  });

  test.each([
    ["2026-11-14T00:00:00.000Z", "14 Nov 2026", "2026-11-14"],
    ["2026-11-01T00:00:00.000Z", "1 Nov 2026", "2026-11-01"],
    ["2026-10-31T23:59:59.999Z", "31 Oct 2026", "2026-10-31"],
    ["2026-11-14T20:00:00.000-08:00", "15 Nov 2026", "2026-11-15"],
  ])("%s is %s", (instant, words, key) => {
    expect(formatUtcDay(new Date(instant))).toBe(words);
    expect(utcDayKey(new Date(instant))).toBe(key);
  });
});
