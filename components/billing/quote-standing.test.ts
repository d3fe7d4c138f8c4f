import { expect, it } from "vitest";
import { quoteStanding } from "./quote-standing.ts";

const to = { planId: "pro", planName: "Pro", seats: null } as const;

it.each([
  ["valid", null, "starter", "open"],
  ["expired", null, "starter", "expired"],
  ["stale", null, "team", "stale"],
  ["accepted", null, "starter", "under_way"],
  ["accepted", "changed", "pro", "done"],
  ["accepted", "scheduled", "team", "scheduled"],
  ["accepted", "checkout", "starter", "unpaid"],
  ["accepted", "checkout", "pro", "done"],
  ["accepted", "declined", "starter", "declined"],
  ["accepted", "requires_action", "starter", "requires_action"],
] as const)("of a quote that is %s (%s) on %s is %s", (state, outcome, planId, standing) => {
  expect(quoteStanding({ state, outcome, to }, planId)).toBe(standing);
});
