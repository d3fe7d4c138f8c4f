import fc from "fast-check";
import { expect, test } from "vitest";
import { clockStops, clockTarget } from "./clock-move.ts";

const now = new Date("2026-11-24T15:03:07.250Z");
const DAY_MS = 86_400_000;

test.each([
  [{ kind: "hour" }, "2026-11-24T16:03:07.250Z"],
  [{ kind: "day" }, "2026-11-25T15:03:07.250Z"],
  [{ kind: "next_month" }, "2026-12-01T02:00:00.000Z"],
  [{ kind: "to", at: "2026-11-24T15:04" }, "2026-11-24T15:04:00.000Z"],
  [{ kind: "to", at: "2027-02-28T23:59:59" }, "2027-02-28T23:59:59.000Z"],
] as const)("%j leads to %s", (move, to) => {
  expect(clockTarget(move, now)).toEqual({ isPossible: true, to: new Date(to) });
});

test.each([
  ["2026-11-24T15:03", "not_ahead"],
  ["2020-01-01T00:00", "not_ahead"],
  ["2027-06-01T00:00", "too_far"],
  ["2026-02-31T99:00", "unreadable"],
  ["tomorrow", "unreadable"],
  ["", "unreadable"],
])("a move to %j is refused: %s", (at, reason) => {
  expect(clockTarget({ kind: "to", at }, now)).toEqual({ isPossible: false, reason });
});

test("a move stops at least once a day, only forward, and ends where it leads", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 * DAY_MS }), (aheadMs) => {
      const to = new Date(now.getTime() + aheadMs);
      const stops = [now, ...clockStops(now, to)];
      expect(stops.at(-1)).toEqual(to);
      for (const [index, stop] of stops.entries()) {
        const before = stops[index - 1] ?? null;
        if (!before) continue;
        expect(stop > before).toBe(true);
        expect(stop.getTime() - before.getTime()).toBeLessThanOrEqual(DAY_MS);
      }
    }),
  );
});
