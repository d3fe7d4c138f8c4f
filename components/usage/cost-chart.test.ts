import { describe, expect, it } from "vitest";
import { MODELS } from "#lib/domain/catalog/models.ts";
import { DEFAULT_USAGE_QUERY } from "#lib/domain/usage/usage-query.ts";
import type { UsageDayView, UsageSeries } from "#lib/views/usage-view.ts";
import { costChart } from "./cost-chart.ts";
import { costSummary } from "./cost-summary.ts";
import { exactDailyFigures } from "./exact-daily-figures.ts";
import { limitScale } from "./limit-scale.ts";
import { timeInZone } from "./zoned-time.ts";

const [first, second] = MODELS;
const uncoloured = MODELS[8];
const query = { ...DEFAULT_USAGE_QUERY, periodKey: "2026-11", zone: "UTC" };

const series = (id: string, total: string, kind: UsageSeries["kind"] = "one"): UsageSeries => ({
  id,
  name: id,
  kind,
  cost: { total, covered: "0.00", charged: total },
  requests: 1,
  share: 0,
});

const day = (
  date: string,
  parts: [cost: string, covered: string][],
  over: Partial<UsageDayView> = {},
): UsageDayView => ({
  date,
  start: `${date}T00:00:00.000Z`,
  end: `${date}T23:59:59.999Z`,
  isPartial: false,
  state: "complete",
  cost: { total: "1.50", covered: "0.50", charged: "1.00" },
  requests: 3,
  parts: parts.map(([cost, covered]) => ({ cost, covered, requests: 1 })),
  tokens: { input: 1, cachedInput: 1, output: 1, total: 3 },
  errors: {
    unpaid: { caller: 0, rate_limited: 0, spend_limit: 0, server: 0 },
    paid: { client_closed: 0, interrupted: 0 },
  },
  latency: null,
  previous: null,
  ...over,
});

describe("costChart", () => {
  it("draws what the plan covers below what is charged, each in its model's colour", () => {
    const days = [
      day("2026-11-01", [
        ["1.00", "0.25"],
        ["0.50", "0.25"],
      ]),
    ];
    const { columns } = costChart({ query, days, series: [series(second.id, "1.00"), series(first.id, "0.50")] });
    expect(columns[0]?.segments).toEqual([
      { color: "var(--series-2)", value: 0.25, texture: "covered" },
      { color: "var(--series-1)", value: 0.25, texture: "covered" },
      { color: "var(--series-2)", value: 0.75, texture: "solid" },
      { color: "var(--series-1)", value: 0.25, texture: "solid" },
    ]);
    expect(columns[0]?.words).toBe("1 Nov 2026: $1.50, of which the plan covers $0.5000. Show its requests");
  });

  it("adds what has no colour of its own to the rest, to the nano-dollar, and leaves out what cost nothing", () => {
    const days = [
      day("2026-11-01", [
        ["1.00", "0.00"],
        ["0.000000001", "0.00"],
        ["0.000000002", "0.00"],
        ["0.00", "0.00"],
      ]),
    ];
    const all = [
      series(first.id, "1.00"),
      series(uncoloured.id, "0.000000001"),
      series("others", "0.000000002", "others"),
      series(second.id, "0.00"),
    ];
    const chart = costChart({ query, days, series: all });
    expect(chart.series.map(({ name, places }) => [name, places])).toEqual([
      [first.id, [0]],
      ["Other", [1, 2]],
    ]);
    expect(chart.columns[0]?.segments.at(-1)?.value).toBe(0.000000003);
  });

  it("gives other groups the hues in order", () => {
    const days = [day("2026-11-01", [["1.50", "0.00"]])];
    const { series: drawn } = costChart({
      query: { ...query, groupBy: "key" },
      days,
      series: [series("key_1", "1.50")],
    });
    expect(drawn[0]?.color).toBe("var(--series-1)");
  });

  it("breaks the previous period's line where that has no such day", () => {
    const days = [
      day("2026-11-01", [["1.50", "0.00"]], { previous: { date: "2026-10-01", cost: "2.50" } }),
      day("2026-11-02", [["1.50", "0.00"]]),
    ];
    const { lines, axis } = costChart({ query, days, series: [series(first.id, "3.00")] });
    expect(lines[0]?.values).toEqual([2.5, null]);
    expect(axis.top).toBeGreaterThanOrEqual(2.5);
  });
});

const period = { key: "2026-11", label: "1 - 30 Nov 2026 (UTC)", start: "", end: "", isCurrent: true };

describe("in words and digits", () => {
  it("says the total, the highest day, what the plan covers and leaves out days to come", () => {
    const days = [
      day("2026-11-01", []),
      day("2026-11-02", [], { cost: { total: "2.25", covered: "0.00", charged: "2.25" } }),
      day("2026-11-03", [], { cost: { total: "0.00", covered: "0.00", charged: "0.00" }, state: "unfinished" }),
      day("2026-11-04", [], { cost: { total: "9.00", covered: "0.00", charged: "9.00" }, state: "future" }),
    ];
    expect(costSummary({ days, period })).toBe(
      "Daily cost for 1 - 30 Nov 2026 (UTC): $3.75. The highest day was 2 Nov 2026 with $2.25. The plan covers $0.5000 of it all. 1 day without cost.",
    );
    expect(exactDailyFigures({ days, query }).split("\n").slice(1, 4)).toEqual([
      "2026-11-03\t3\t\t0.00\t0.00\t0.00",
      "2026-11-02\t3\t\t0.00\t2.25\t2.25",
      "2026-11-01\t3\t\t0.50\t1.00\t1.50",
    ]);
  });

  it("tells an instant by the clock of a zone, also across a change of summer time", () => {
    expect(timeInZone("2026-10-25T00:30:00.000Z", "Europe/Berlin")).toBe("25 Oct 2026, 02:30:00");
    expect(timeInZone("2026-10-25T01:30:00.000Z", "Europe/Berlin")).toBe("25 Oct 2026, 02:30:00");
    expect(timeInZone("2026-11-01T00:00:00.000Z", "America/Los_Angeles")).toBe("31 Oct 2026, 17:00:00");
  });
});

describe("limitScale", () => {
  it("keeps the order of the amounts and everything on the strip", () => {
    const limit = { limit: "100.00", settled: "40.00", held: "10.00" };
    const scale = limitScale(limit, { low: "60.00", point: "90.00", high: "120.00" });
    const { settled, held, range, limitAt } = scale;
    expect(settled + held).toBeLessThan(limitAt);
    expect(limitAt).toBeLessThan(range?.high ?? 0);
    expect(range?.high).toBeLessThan(100);
    expect(settled / held).toBeCloseTo(4);
    expect(limitScale({ limit: "0.00", settled: "0.00", held: "0.00" }, null)).toMatchObject({
      settled: 0,
      limitAt: 0,
    });
  });
});
