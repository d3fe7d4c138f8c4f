import { describe, expect, it } from "vitest";
import { MODELS } from "#lib/domain/catalog/models.ts";
import type { UsageDay } from "#lib/views/usage-page.ts";
import { dailyCostSeries } from "./daily-cost-series.ts";

const [first, second] = MODELS;
const uncoloured = MODELS[8];

function day(byModel: UsageDay["byModel"], previousCost: string | null = null): UsageDay {
  return { date: "2026-11-14", state: "complete", cost: "1.00", requests: 1, byModel, previousCost };
}

describe("dailyCostSeries", () => {
  it("orders series by the catalog, not by cost or arrival, and keeps their colours", () => {
    const { series } = dailyCostSeries([
      day([{ modelId: second.id, cost: "9.00" }]),
      day([{ modelId: first.id, cost: "0.10" }]),
    ]);
    expect(series.map(({ key, color }) => [key, color])).toEqual([
      [first.id, "var(--series-1)"],
      [second.id, "var(--series-2)"],
    ]);
  });

  it("leaves out models that cost nothing", () => {
    const { series, points } = dailyCostSeries([day([{ modelId: first.id, cost: "0.00" }])]);
    expect(series).toEqual([]);
    expect(points.map(({ heights }) => heights)).toEqual([[]]);
  });

  it("adds the models without a colour into one exact last series", () => {
    const { series, points } = dailyCostSeries([
      day([
        { modelId: "retired-model", cost: "0.000000001" },
        { modelId: uncoloured.id, cost: "0.10" },
        { modelId: second.id, cost: "2.00" },
      ]),
    ]);
    expect(series.map(({ name }) => name)).toEqual([second.name, "Other (2 models)"]);
    expect(points[0]?.amounts).toEqual(["2.00", "0.100000001"]);
  });

  it("names the one model behind the last series", () => {
    const { series } = dailyCostSeries([day([{ modelId: uncoloured.id, cost: "0.10" }])]);
    expect(series).toEqual([{ key: "other", name: uncoloured.name, color: "var(--series-other)" }]);
  });

  it("gives every day an amount for every series and keeps absent previous days absent", () => {
    const { points } = dailyCostSeries([
      day([{ modelId: first.id, cost: "0.50" }], "3.25"),
      day([{ modelId: second.id, cost: "0.25" }], null),
    ]);
    expect(points.map(({ heights, previousHeight }) => ({ heights, previousHeight }))).toEqual([
      { heights: [0.5, 0], previousHeight: 3.25 },
      { heights: [0, 0.25], previousHeight: null },
    ]);
  });
});
