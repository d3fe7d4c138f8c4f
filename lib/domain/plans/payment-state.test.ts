import { expect, test } from "vitest";
import { paymentState } from "./payment-state.ts";

const since = new Date("2026-12-01T01:00:00Z");

test("a missing payment leaves seven days, then the workspace is read-only", () => {
  const until = new Date("2026-12-08T01:00:00Z");
  expect(paymentState(null, since)).toEqual({ kind: "ok" });
  expect(paymentState({ pastDueSince: null }, since)).toEqual({ kind: "ok" });
  expect(paymentState({ pastDueSince: since }, since)).toEqual({ kind: "grace", since, until });
  expect(paymentState({ pastDueSince: since }, new Date(until.getTime() - 1))).toMatchObject({ kind: "grace" });
  expect(paymentState({ pastDueSince: since }, until)).toEqual({ kind: "read_only", since, until });
});
