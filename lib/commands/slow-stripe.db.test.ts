import { expect, test, vi } from "vitest";
import { claimStripeCustomer } from "#lib/data/stripe-customers.ts";
import { readWorkspacePlan } from "#lib/data/workspace-plans.ts";
import { ensureCustomer } from "#lib/stripe/ensure-customer.ts";
import { createTestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { type MoneyStand, openMoneyStand } from "#prisma/testing/money-stand.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { processStripeEvent } from "./process-stripe-event.ts";

vi.stubEnv("APP_URL", "http://console.test");

const database = setUpTestDatabase();
const now = new Date("2026-11-16T10:00:00Z");
const SLOW_MS = 1_500;
/** More than there are connections to the database. */
const CUSTOMERS = 20;

async function addCustomer({ stripe }: MoneyStand, index: number): Promise<string> {
  const { workspaceId } = await createTestWorkspace(database.db, { now, plan: "starter" });
  const stripeCustomerId = await ensureCustomer(stripe, { workspaceId, name: `Customer ${index}`, email: "" });
  await claimStripeCustomer(database.db, { workspaceId, stripeCustomerId, mode: "simulated", createdAt: now });
  return stripeCustomerId;
}

const eventOf = (customerId: string, index: number) => ({
  id: `evt_slow_${index}`,
  type: "customer.updated",
  objectId: customerId,
  customerId,
  paymentIntentId: null,
  dispute: null,
  createdAt: now,
  isLive: false,
});

const customersLocked = async () => {
  const { rows } = await database.pool.query<{ count: string }>(
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted",
  );
  return Number(rows[0]?.count);
};

test("while Stripe is slow to answer for many customers, other work with the database goes on", {
  timeout: 40_000,
}, async () => {
  await using stand = await openMoneyStand(database.db, { now });
  await stand.control("webhooks", { mode: "drop" });
  const customers = await Promise.all(Array.from({ length: CUSTOMERS }, (_, index) => addCustomer(stand, index)));
  const { faults } = stand.billed.simulator.simulator;
  for (let left = 12; left > 0; left -= 1) faults.push({ kind: "slow", waitMs: SLOW_MS, path: "/v1/subscriptions" });
  let syncsOver = 0;
  const deliveries = customers.map(async (customerId, index) => {
    await processStripeEvent(stand.work(), eventOf(customerId, index));
    syncsOver += 1;
  });
  await vi.waitUntil(async () => (await customersLocked()) >= 3, { timeout: 5_000, interval: 5 });
  expect(await readWorkspacePlan(database.db, stand.workspaceId)).toMatchObject({ plan: "starter" });
  expect(await customersLocked()).toBe(3);
  expect(syncsOver).toBe(0);
  await Promise.all(deliveries);
  const processed = await database.db.stripeEvent.count({ where: { processedAt: { not: null } } });
  expect(processed).toBe(CUSTOMERS);
});
