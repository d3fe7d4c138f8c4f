import fc from "fast-check";
import { expect, test } from "vitest";
import { DEFAULT_USAGE_QUERY, formatUsageQuery, hasUsageFilter, parseUsageQuery, USAGE_GROUPS } from "./usage-query.ts";
import { USAGE_STATUSES } from "./usage-status.ts";

const ids = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 30 }), { maxLength: 5 });
const anyQuery = fc.record({
  periodKey: fc.constantFrom(null, "2026-11", "2027-01"),
  groupBy: fc.constantFrom(...USAGE_GROUPS),
  models: ids,
  keys: ids,
  members: ids,
  deployments: ids,
  statuses: fc.uniqueArray(fc.constantFrom(...USAGE_STATUSES)),
  zone: fc.constantFrom(null, "UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires"),
});

test("every query survives its address", () => {
  fc.assert(
    fc.property(anyQuery, (query) => {
      const address = formatUsageQuery(query).toString();
      expect(parseUsageQuery(new URLSearchParams(address))).toEqual({ isValid: true, query });
    }),
  );
});

test("what is left at its default leaves no trace, and other parameters are ignored", () => {
  expect(formatUsageQuery(DEFAULT_USAGE_QUERY).toString()).toBe("");
  const parsed = parseUsageQuery(new URLSearchParams("cursor=1&model=&model=a&model=a"));
  expect(parsed).toEqual({ isValid: true, query: { ...DEFAULT_USAGE_QUERY, models: ["a"] } });
});

test.each([
  ["period=2026-13", "billing period"],
  ["by=colour", "grouped by"],
  ["zone=%2B01:00", "time zone"],
  ["status=fine", "status"],
  ["model=%00", "control characters"],
  ["key=a&key=key_%00", "control characters"],
  ["member=%0A", "control characters"],
  ["deployment=%7F", "control characters"],
  [Array.from({ length: 101 }, (_, index) => `model=m${index}`).join("&"), "at most 100"],
])("%s is refused with a reason", (address, reason) => {
  const parsed = parseUsageQuery(new URLSearchParams(address));
  expect(parsed.isValid ? "" : parsed.reason).toContain(reason);
});

test("a filter is what leaves something out", () => {
  expect(hasUsageFilter({ ...DEFAULT_USAGE_QUERY, periodKey: "2026-11", zone: "UTC", groupBy: "key" })).toBe(false);
  expect(hasUsageFilter({ ...DEFAULT_USAGE_QUERY, statuses: ["server"] })).toBe(true);
  expect(hasUsageFilter({ ...DEFAULT_USAGE_QUERY, members: ["user_1"] })).toBe(true);
});
