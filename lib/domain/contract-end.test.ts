import { expect, test } from "vitest";
import { contractPhase, contractServesUntil, contractWarning } from "./contract-end.ts";

const at = (text: string) => new Date(`${text}Z`);
const YEAR_END = at("2027-01-01T00:00");
const MID_MARCH = at("2027-03-16T00:00");

test.each([
  [null, "2030-01-01T00:00", "running"],
  [YEAR_END, "2026-11-30T23:59:59.999", "running"],
  [YEAR_END, "2026-12-01T00:00", "last_period"],
  [YEAR_END, "2026-12-31T23:59:59.999", "last_period"],
  [YEAR_END, "2027-01-01T00:00", "over"],
  [MID_MARCH, "2027-03-01T00:00", "last_period"],
  [MID_MARCH, "2027-03-20T00:00", "last_period"],
  [MID_MARCH, "2027-04-01T00:00", "over"],
] as const)("a contract that ends at %s is at %s: %s", (endsAt, now, phase) => {
  expect(contractPhase(endsAt, at(now))).toBe(phase);
});

test("it serves until the period of its end is over", () => {
  expect(contractServesUntil(YEAR_END)).toEqual(YEAR_END);
  expect(contractServesUntil(MID_MARCH)).toEqual(at("2027-04-01T00:00"));
});

test.each([
  ["2026-11-01T23:59:59.999", null],
  ["2026-11-02T00:00", 60],
  ["2026-12-01T23:59:59.999", 60],
  ["2026-12-02T00:00", 30],
  ["2026-12-25T00:00", 7],
  ["2026-12-31T23:59:59.999", 7],
  ["2027-01-01T00:00", null],
] as const)("at %s the warning of %s days is due", (now, days) => {
  expect(contractWarning(YEAR_END, at(now))).toBe(days);
});
