import { expect, test } from "vitest";
import { PLAN_IDS } from "#lib/domain/catalog/plans.ts";
import { planFeatures, planPriceLabel } from "./plan-features.ts";

test("every plan has the same rows in the same order, each with words", () => {
  const labels = planFeatures("starter").map(({ label }) => label);
  for (const planId of PLAN_IDS) {
    const features = planFeatures(planId);
    expect(features.map(({ label }) => label)).toEqual(labels);
    expect(features.filter(({ value }) => value === "")).toEqual([]);
  }
});

test("rows and prices say what the catalog says", () => {
  expect(PLAN_IDS.map(planPriceLabel)).toEqual([
    "Free",
    "$49.00 per month",
    "$99.00 per seat and month",
    "By contract",
  ]);
  expect(Object.fromEntries(planFeatures("team").map(({ label, value }) => [label, value]))).toEqual({
    Members: "One per seat, at least 2",
    "Included inference": "$20.00 per seat a month",
    "Optimization sessions": "100 per seat a month",
    Rollover: "Up to 200 per seat",
    "Further sessions": "$2.50 each, from credits",
    Deployments: "Flex and Active",
    Replicas: "Up to 32",
    "Concurrent requests": "Up to 960",
    "API keys": "5,000 requests a minute each, up to 10,000",
    Invoices: "Monthly, as PDF, with purchase orders",
  });
  expect(planFeatures("starter")[1]?.value).toBe("$0.50 a month, in the playground only");
});
