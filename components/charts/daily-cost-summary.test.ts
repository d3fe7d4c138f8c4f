import { describe, expect, it } from "vitest";
import type { CostPoint } from "./daily-cost-series.ts";
import { dailyCostSummary } from "./daily-cost-summary.ts";

function point(date: string, total: string, state: CostPoint["state"] = "complete"): CostPoint {
  return { date, state, total, amounts: [], heights: [], previous: null, previousHeight: null };
}

describe("dailyCostSummary", () => {
  it("says the total, the highest day and the days without cost, and leaves out days to come", () => {
    const points = [
      point("2026-11-01", "1.50"),
      point("2026-11-02", "2.25"),
      point("2026-11-03", "0.00", "unfinished"),
      point("2026-11-04", "0.00", "future"),
    ];
    expect(dailyCostSummary(points, "1 – 30 Nov 2026 (UTC)")).toBe(
      "Daily cost for 1 – 30 Nov 2026 (UTC): $3.75 in 3 days. The highest day was 2 Nov 2026 with $2.25. 1 day without cost.",
    );
  });

  it("says so when nothing was charged", () => {
    expect(dailyCostSummary([point("2026-11-01", "0.00")], "Nov")).toBe("Daily cost for Nov: nothing was charged.");
  });
});
