import { expect, test, vi } from "vitest";
import { findStripeCustomerId } from "#lib/data/stripe-customers.ts";
import { createPlanCheckout } from "#lib/stripe/create-plan-checkout.ts";
import { GOOD_CARD, visitPage } from "#lib/stripe-simulator/checkout/testing/page-visit.ts";
import { openMoneyStand } from "#prisma/testing/money-stand.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { syncBilling } from "./sync-billing.ts";

vi.stubEnv("APP_URL", "http://console.test");

const database = setUpTestDatabase();

test.each([
  ["the refund", { method: "POST", path: "/v1/refunds" }],
  ["the end of the subscription", { method: "DELETE", path: "/v1/subscriptions/" }],
])("a second subscription is paid back and ended, though Stripe refuses %s at first", async (_, refused) => {
  await using stand = await openMoneyStand(database.db, { now: new Date("2026-11-16T10:00:00Z") });
  await stand.control("webhooks", { mode: "drop" });
  await stand.subscribe("pro");
  const customerId = (await findStripeCustomerId(database.db, stand.workspaceId)) ?? "";
  const second = await createPlanCheckout(stand.stripe, {
    customerId,
    workspaceId: stand.workspaceId,
    plan: "pro",
    quantity: 1,
    anchorAt: new Date("2026-12-01T00:00:00Z"),
    successUrl: "http://console.test",
    cancelUrl: "http://console.test",
    idempotencyKey: "another tab",
  });
  await (await visitPage(second.url)).submit(GOOD_CARD);
  const { faults } = stand.billed.simulator.simulator;
  for (let time = 0; time < 3; time++) faults.push({ kind: "refused", status: 503, ...refused });
  await expect(syncBilling(stand.work(), customerId)).rejects.toThrow();
  faults.length = 0;
  await syncBilling(stand.work(), customerId);
  await syncBilling(stand.work(), customerId);
  const { subscriptions, refunds, charges } = stand.account.tables;
  expect([...subscriptions.values()].map(({ status }) => status)).toEqual(["active", "canceled"]);
  const kept = [...charges.values()].map(({ amount, amount_refunded }) => amount - amount_refunded);
  expect(kept.filter((cents) => cents > 0)).toHaveLength(1);
  expect(refunds.size).toBe(1);
});
