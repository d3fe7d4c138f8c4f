import { expect, test } from "vitest";
import { claimStripeCustomer } from "#lib/data/stripe-customers.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { connectSimulator, connectStripe } from "#lib/stripe/connection.ts";
import { createTestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { paymentsProblem } from "./require-own-payments.ts";

const database = setUpTestDatabase();

test("a database is used with one of the simulator, Stripe's test mode and its live mode", async () => {
  const { db } = database;
  const simulated = connectSimulator("http://127.0.0.1:1");
  const [tested, live] = ["sk_test_1", "sk_live_1"].map((STRIPE_SECRET_KEY) => connectStripe({ STRIPE_SECRET_KEY }));
  for (const connection of [null, simulated, tested ?? null]) expect(await paymentsProblem(db, connection)).toBeNull();
  const now = systemClock.now();
  const { workspaceId } = await createTestWorkspace(db, { now });
  await claimStripeCustomer(db, { workspaceId, stripeCustomerId: "cus_1", mode: "test", createdAt: now });
  // Another key of the same mode is the same account after its key was rolled.
  expect(await paymentsProblem(db, connectStripe({ STRIPE_SECRET_KEY: "rk_test_2" }))).toBeNull();
  expect(await paymentsProblem(db, null)).toBeNull();
  expect(await paymentsProblem(db, simulated)).toMatch(/has customers of Stripe's test mode, which the simulator/);
  expect(await paymentsProblem(db, live ?? null)).toMatch(/which Stripe's live mode does not know/);
});
