import { expect, it } from "vitest";
import { deliveryWaitMs, MOST_DELIVERY_ATTEMPTS } from "./delivery-attempts.ts";
import { webhookBody } from "./webhook-body.ts";

const message = {
  workspaceId: "ws_1",
  createdAt: new Date("2026-11-14T10:00:00Z"),
  payload: { scope: "workspace", scopeId: "ws_1", period: "2026-11", limitNanos: "500000000001", settledNanos: "400" },
};

it("tells an alert with exact amounts", () => {
  const payload = { ...message.payload, threshold: "80", reachesLimitAt: null };
  expect(JSON.parse(webhookBody({ ...message, topic: "spend_limit.alert", payload }))).toEqual({
    type: "spend_limit.alert",
    timestamp: "2026-11-14T10:00:00.000Z",
    data: {
      workspace_id: "ws_1",
      scope: "workspace",
      scope_id: "ws_1",
      period: "2026-11",
      threshold: 80,
      limit: "500.000000001",
      settled: "0.0000004",
      reaches_limit_at: null,
    },
  });
});

it("tells a test as one, and refuses half an alert", () => {
  const test = JSON.parse(webhookBody({ ...message, topic: "spend_limit.webhook_test", payload: {} }));
  expect(test).toMatchObject({ type: "spend_limit.test", data: { workspace_id: "ws_1" } });
  expect(() => webhookBody({ ...message, topic: "spend_limit.alert", payload: {} })).toThrow();
});

it("waits twice as long each time, and gives up after ten attempts", () => {
  const waits = Array.from({ length: MOST_DELIVERY_ATTEMPTS }, (_, index) => deliveryWaitMs(index + 1));
  expect(waits.slice(0, 3)).toEqual([30_000, 60_000, 120_000]);
  expect(waits.at(-2)).toBe(7_680_000);
  expect(waits.at(-1)).toBeNull();
});
