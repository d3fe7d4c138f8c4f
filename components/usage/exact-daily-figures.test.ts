import { expect, it } from "vitest";
import type { UsageDay } from "#lib/views/usage-page.ts";
import { exactDailyFigures } from "./exact-daily-figures.ts";

const day = (date: string, state: UsageDay["state"], cost: string, previousCost: string | null): UsageDay => ({
  date,
  state,
  cost,
  requests: 3,
  byModel: [],
  previousCost,
});

it("writes every digit of the days that have begun, newest first", () => {
  const days = [
    day("2026-11-01", "complete", "1.000000001", "0.50"),
    day("2026-11-02", "unfinished", "0.0127", null),
    day("2026-11-03", "future", "0.00", "9.00"),
  ];
  expect(exactDailyFigures(days).split("\n")).toEqual([
    "Day (UTC)\tRequests\tPrevious period (USD)\tCost (USD)",
    "2026-11-02\t3\t\t0.0127",
    "2026-11-01\t3\t0.50\t1.000000001",
  ]);
});
