import { describe, expect, it } from "vitest";
import { costChange } from "./cost-change.ts";

describe("costChange", () => {
  it.each([
    ["412.20", "1080.12", { kind: "less", amount: "61.8%" }],
    ["150.00", "100.00", { kind: "more", amount: "50.0%" }],
    ["100.000000001", "100.00", { kind: "more", amount: "<0.1%" }],
    ["1340.00", "100.00", { kind: "more", amount: "13.4 times" }],
    ["0.00", "100.00", { kind: "less", amount: "100.0%" }],
    ["5.00", "5.00", { kind: "same" }],
    ["5.00", "0.00", null],
    ["0.00", "0.00", null],
  ])("compares %s with %s", (cost, previous, change) => {
    expect(costChange(cost, previous)).toEqual(change);
  });
});
