import { expect, test } from "vitest";
import { finishedQuarterHours } from "./finished-quarter-hours.ts";

test.each([
  ["2026-11-14T10:26:00Z", "2026-11-14T10:15:00Z"],
  ["2026-11-14T10:25:59.999Z", "2026-11-14T10:00:00Z"],
  ["2026-11-14T00:05:00Z", "2026-11-13T23:45:00Z"],
])("at %s all is finished that arrived before %s", (now, until) => {
  expect(finishedQuarterHours(new Date(now))).toEqual(new Date(until));
});
