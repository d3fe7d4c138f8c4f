import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addMonth } from "./add-month.ts";
import { anchorFromConfig } from "./anchor-from-config.ts";
import { type Cycle, periodContaining } from "./billing-period.ts";

const at = (text: string) => Date.parse(text) / 1000;
const day = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 10);

const anyInstant = fc.integer({ min: at("2020-01-01T00:00:00Z"), max: at("2040-01-01T00:00:00Z") });

describe("addMonth", () => {
  it("clamps to the last day and comes back to the anchor's own day", () => {
    const anchor = at("2027-01-31T08:15:00Z");
    expect([1, 2, 3, 13, 14].map((count) => day(addMonth(anchor, count)))).toEqual([
      "2027-02-28",
      "2027-03-31",
      "2027-04-30",
      "2028-02-29",
      "2028-03-31",
    ]);
    expect(addMonth(anchor, 1)).toBe(at("2027-02-28T08:15:00Z"));
  });

  it("keeps the time of day and lands in the right month", () => {
    fc.assert(
      fc.property(anyInstant, fc.integer({ min: -60, max: 60 }), (anchor, count) => {
        const moved = addMonth(anchor, count);
        expect((moved - anchor) % 86_400).toBe(moved < anchor ? -0 : 0);
        const from = new Date(anchor * 1000);
        const to = new Date(moved * 1000);
        const months = (date: Date) => date.getUTCFullYear() * 12 + date.getUTCMonth();
        expect(months(to) - months(from)).toBe(count);
        expect(to.getUTCDate()).toBeLessThanOrEqual(from.getUTCDate());
      }),
    );
  });
});

describe("periodContaining", () => {
  const anyCycle: fc.Arbitrary<Cycle> = fc.record({
    anchor: anyInstant,
    interval: fc.constantFrom("day", "week", "month", "year"),
    intervalCount: fc.integer({ min: 1, max: 3 }),
  });

  it("finds the one period that contains the instant, and periods touch", () => {
    fc.assert(
      fc.property(anyCycle, anyInstant, (cycle, instant) => {
        const period = periodContaining(cycle, instant);
        expect(period.start).toBeLessThanOrEqual(instant);
        expect(period.end).toBeGreaterThan(instant);
        expect(periodContaining(cycle, period.end).start).toBe(period.end);
        expect(periodContaining(cycle, period.start - 1).end).toBe(period.start);
      }),
    );
  });

  it("starts a period at the anchor", () => {
    fc.assert(
      fc.property(anyCycle, (cycle) => {
        expect(periodContaining(cycle, cycle.anchor).start).toBe(cycle.anchor);
      }),
    );
  });

  it("walks over a leap year from the 31st", () => {
    const cycle: Cycle = { anchor: at("2028-01-31T00:00:00Z"), interval: "month", intervalCount: 1 };
    const ends: string[] = [];
    for (let instant = cycle.anchor; ends.length < 4; ) {
      instant = periodContaining(cycle, instant).end;
      ends.push(day(instant));
    }
    expect(ends).toEqual(["2028-02-29", "2028-03-31", "2028-04-30", "2028-05-31"]);
  });
});

describe("anchorFromConfig", () => {
  const config = { day_of_month: 1, month: null, hour: 0, minute: 0, second: 0 };

  it("takes the next first of the month", () => {
    expect(anchorFromConfig(config, at("2026-11-24T10:00:00Z"))).toBe(at("2026-12-01T00:00:00Z"));
    expect(anchorFromConfig(config, at("2026-12-01T00:00:00Z"))).toBe(at("2027-01-01T00:00:00Z"));
  });

  it("takes the time of now where none is given, and clamps the day", () => {
    const bare = { day_of_month: 31, month: null, hour: null, minute: null, second: null };
    expect(anchorFromConfig(bare, at("2027-02-10T10:20:30Z"))).toBe(at("2027-02-28T10:20:30Z"));
  });

  it("keeps the 31st for the periods that follow a February anchor", () => {
    const anchor = at("2027-02-28T00:00:00Z");
    const cycle: Cycle = { anchor, interval: "month", intervalCount: 1, dayOfMonth: 31 };
    expect(day(periodContaining(cycle, anchor).end)).toBe("2027-03-31");
  });
});
