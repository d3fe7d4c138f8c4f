import fc from "fast-check";
import { expect, test } from "vitest";
import { DUNNING_STAGES, dunningStage } from "./dunning.ts";
import { paymentState } from "./payment-state.ts";

const since = new Date("2026-12-01T00:00:00.000Z");
const DAY_MS = 86_400_000;
const after = (days: number) => new Date(since.getTime() + days * DAY_MS);

test.each([
  [0, "failed"],
  [4.99, "failed"],
  [5, "grace_ends_soon"],
  [6.99, "grace_ends_soon"],
  [7, "read_only"],
  [90, "read_only"],
])("%d days after the payment was due, the stage is %s", (days, stage) => {
  expect(dunningStage(since, after(days))).toBe(stage);
});

test("stages only go on, and the last one is exactly the read-only state", () => {
  const day = fc.double({ min: 0, max: 30, noNaN: true });
  fc.assert(
    fc.property(day, day, (one, other) => {
      const [earlier, later] = [Math.min(one, other), Math.max(one, other)];
      const placeAt = (days: number) => DUNNING_STAGES.indexOf(dunningStage(since, after(days)));
      expect(placeAt(earlier)).toBeLessThanOrEqual(placeAt(later));
      expect(dunningStage(since, after(one)) === "read_only").toBe(
        paymentState({ pastDueSince: since }, after(one)).kind === "read_only",
      );
    }),
  );
});
