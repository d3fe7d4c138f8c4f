import { expect, it } from "vitest";
import { refreshInterval } from "./refresh-interval.ts";

it("waits a second, and twice as long after each failure, up to 30 seconds", () => {
  expect([0, 1, 2, 3, 4, 5, 6, 5_000].map(refreshInterval)).toEqual([
    1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000,
  ]);
});
