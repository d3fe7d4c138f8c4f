import { expect, test } from "vitest";
import type { Context } from "#lib/context.ts";
import { createTestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { testContext } from "#prisma/testing/test-context.ts";
import { fulfilCheckout } from "./fulfil-checkout.ts";
import { receiveStripeEvent } from "./receive-stripe-event.ts";
import { setAutoTopUp } from "./set-auto-top-up.ts";
import { startCardSetup } from "./start-card-setup.ts";
import { startTopUp } from "./start-top-up.ts";

const database = setUpTestDatabase();
const now = new Date("2026-11-16T10:00:00Z");

test.each<[string, (ctx: Context) => Promise<unknown>]>([
  ["startTopUp", (ctx) => startTopUp(ctx, { amount: "50" })],
  ["startCardSetup", startCardSetup],
  ["fulfilCheckout", (ctx) => fulfilCheckout(ctx, { checkoutId: "cs_1" })],
  ["setAutoTopUp", (ctx) => setAutoTopUp(ctx, { isEnabled: true, threshold: "20", amount: "50", monthlyMax: "50" })],
  ["receiveStripeEvent", (ctx) => receiveStripeEvent(ctx, { rawBody: "{}", signature: "t=1,v1=1" }, {})],
])("%s says that payments are not configured, and changes nothing", async (_, run) => {
  const workspace = await createTestWorkspace(database.db, { now });
  const ctx = testContext(database.db, workspace, { userId: workspace.ownerId, role: "owner", now });
  await expect(run(ctx)).rejects.toMatchObject({ code: "service_unavailable" });
  expect(await database.db.topUp.count()).toBe(0);
  expect(await database.db.stripeCustomer.count()).toBe(0);
});
