import { describe, expect, test } from "vitest";
import { toExactDollars } from "#lib/domain/money.ts";
import { PLAN_IDS, type PlanTerms, parsePlanId, planTerms } from "./plans.ts";

/** The plan table as published, amounts in dollars: Starter, Pro, Team, Enterprise. */
const PUBLISHED: Record<keyof PlanTerms, readonly [string, string, string, string]> = {
  id: ["starter", "pro", "team", "enterprise"],
  name: ["Starter", "Pro", "Team", "Enterprise"],
  monthlyPriceNanos: ["0.00", "49.00", "99.00", "contract"],
  isPricedPerSeat: ["false", "false", "true", "false"],
  minMembers: ["1", "1", "2", "1"],
  maxMembers: ["1", "3", "seats", "contract"],
  sessionsPerMonth: ["3", "20", "100", "contract"],
  rolloverCap: ["0", "40", "200", "contract"],
  overageSessionNanos: ["refused", "2.50", "2.50", "contract"],
  includedInferenceNanos: ["0.50", "10.00", "20.00", "contract"],
  hasApiKeys: ["false", "true", "true", "true"],
  modes: ["", "flex", "flex + active", "flex + active"],
  playgroundRequestsPerDay: ["100", "unlimited", "unlimited", "unlimited"],
  maxReplicas: ["0", "8", "32", "contract"],
  maxConcurrentRequests: ["0", "240", "960", "contract"],
  keyRequestsPerMinute: ["null", "500 / 1000", "5000 / 10000", "contract"],
  concurrentSessions: ["1", "3", "10", "contract"],
  hasInvoices: ["false", "false", "true", "true"],
  hasVolumePricing: ["false", "false", "true", "true"],
};

function inWords(value: PlanTerms[keyof PlanTerms]): string {
  if (typeof value === "bigint") return toExactDollars(value);
  if (typeof value !== "object" || value === null) return String(value);
  return "initial" in value ? `${value.initial} / ${value.ceiling}` : value.join(" + ");
}

describe("planTerms", () => {
  test("are as published, every one of every plan", () => {
    const actual = PLAN_IDS.map((id) =>
      Object.fromEntries(Object.entries(planTerms(id)).map(([term, value]) => [term, inWords(value)])),
    );
    const published = PLAN_IDS.map((_, plan) =>
      Object.fromEntries(Object.entries(PUBLISHED).map(([term, values]) => [term, values[plan]])),
    );
    expect(actual).toEqual(published);
  });
});

describe("parsePlanId", () => {
  test("reads every plan", () => {
    expect(PLAN_IDS.map((id) => parsePlanId(id))).toEqual(["starter", "pro", "team", "enterprise"]);
  });

  test.each(["", "Pro", "free", "toString"])("refuses %j", (text) => {
    expect(parsePlanId(text)).toBeNull();
  });
});
