import { describe, expect, it } from "vitest";
import type { UsageErrors } from "#lib/views/usage-view.ts";
import { ERROR_KINDS } from "./error-classes.ts";
import { errorsSummary } from "./errors-summary.ts";
import { trafficSummary } from "./traffic-summary.ts";
import { VIEWER_ZONE_ID, zoneOptions } from "./zone-options.ts";

const errors = (caller: number, interrupted: number): UsageErrors => ({
  unpaid: { caller, rate_limited: 0, spend_limit: 0, server: 0 },
  paid: { client_closed: 0, interrupted },
});
const period = { key: "2026-11", label: "1 - 30 Nov 2026 (UTC)", start: "", end: "", isCurrent: true };

describe("errorsSummary", () => {
  it("splits what was paid for from what was not", () => {
    expect(errorsSummary({ errors: errors(3, 1), requests: { total: 100, served: 96, failed: 3 } })).toBe(
      "4 requests, 4.0% of all, were not served whole. You paid for what was generated of 1 and nothing for 3. The most frequent cause is “Your request” with 3.",
    );
  });

  it("says so when all went well", () => {
    expect(errorsSummary({ errors: errors(0, 0), requests: { total: 5, served: 5, failed: 0 } })).toBe(
      "Every request was served whole.",
    );
  });

  it("counts each class exactly once", () => {
    const all: UsageErrors = {
      unpaid: { caller: 1, rate_limited: 10, spend_limit: 100, server: 1_000 },
      paid: { client_closed: 10_000, interrupted: 100_000 },
    };
    expect(ERROR_KINDS.reduce((sum, { count }) => sum + count(all), 0)).toBe(111_111);
  });
});

describe("trafficSummary", () => {
  it("says until when latencies are known", () => {
    const view = { requests: { total: 2, served: 2, failed: 0 }, period, digestedUntil: "2026-11-24T19:15:00.000Z" };
    expect(trafficSummary({ ...view, latency: { p50Ms: 840, p95Ms: 2_000, requests: 2 } })).toBe(
      "2 requests in 1 - 30 Nov 2026 (UTC). Half of those served whole took at most 840 ms, 95 of 100 at most 2 s. Latencies are known until 19:15 UTC.",
    );
    expect(trafficSummary({ ...view, latency: null })).toContain("Latencies appear here within half an hour");
  });
});

describe("choices", () => {
  it("offer the reader's zone first, then UTC, then each once", () => {
    const options = zoneOptions("America/New_York");
    expect(options.slice(0, 2)).toEqual([
      { id: VIEWER_ZONE_ID, name: "Your time zone (America/New York)" },
      { id: "UTC", name: "UTC" },
    ]);
    expect(new Set(options.map(({ id }) => id)).size).toBe(options.length);
    expect(options.map(({ id }) => id)).toEqual(expect.arrayContaining(["Asia/Tokyo", "Asia/Kolkata", "Europe/Kyiv"]));
  });
});
