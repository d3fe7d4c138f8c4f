import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test, vi } from "vitest";
import { findStripeCustomerId } from "#lib/data/stripe-customers.ts";
import { connectSimulator } from "#lib/stripe/connection.ts";
import { createPlanCheckout } from "#lib/stripe/create-plan-checkout.ts";
import { GOOD_CARD, visitPage } from "#lib/stripe-simulator/checkout/testing/page-visit.ts";
import { type MoneyStand, openMoneyStand } from "#prisma/testing/money-stand.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { syncBilling } from "./sync-billing.ts";

vi.stubEnv("APP_URL", "http://console.test");

const database = setUpTestDatabase();
const now = new Date("2026-11-16T10:00:00Z");

const planOf = async ({ workspaceId }: MoneyStand) =>
  (await database.db.workspace.findUniqueOrThrow({ where: { workspaceId } })).plan;
const customerOf = async ({ workspaceId }: MoneyStand) => (await findStripeCustomerId(database.db, workspaceId)) ?? "";

/** Stripe with an answer on its way: what it read before is handed over only when `release` is called. */
async function startSlowAnswer(url: string, path: string) {
  const { promise: isHeld, resolve: hold } = Promise.withResolvers<void>();
  const { promise: isReleased, resolve: release } = Promise.withResolvers<void>();
  const server = createServer(async (incoming, outgoing) => {
    const headers = { authorization: String(incoming.headers.authorization) };
    const answer = await fetch(`${url}${incoming.url}`, { headers });
    const body = await answer.text();
    if (incoming.url?.startsWith(path)) {
      hold();
      await isReleased;
    }
    outgoing.writeHead(answer.status, { "content-type": "application/json" }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    isHeld,
    release,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

test("an answer that is older is not applied after a newer one, from whichever process", async () => {
  await using stand = await openMoneyStand(database.db, { now });
  await stand.control("webhooks", { mode: "drop" });
  await stand.subscribe("pro");
  const { billed } = stand;
  const { url, apiKey } = billed.simulator;
  await using slow = await startSlowAnswer(url, "/v1/subscriptions");
  const customerId = await customerOf(stand);
  const older = syncBilling({ ...stand.work(), stripe: connectSimulator(slow.url, apiKey) }, customerId);
  await slow.isHeld;
  const [subscription = ""] = stand.account.tables.subscriptions.keys();
  await stand.stripe.client.subscriptions.cancel(subscription);
  vi.resetModules();
  const otherProcess = await import("./sync-billing.ts");
  const newer = otherProcess.syncBilling(stand.work(), customerId);
  const isWaiting = async () => {
    const { rows } = await database.pool.query<{ count: bigint }>(
      "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted",
    );
    return rows[0]?.count === 1n;
  };
  await vi.waitUntil(isWaiting, { timeout: 5_000, interval: 10 });
  slow.release();
  expect(await Promise.all([older, newer])).toEqual([true, true]);
  expect(await planOf(stand)).toBe("starter");
});

test("a second subscription of a workspace is ended and paid back, and the first one stays", async () => {
  await using stand = await openMoneyStand(database.db, { now });
  await stand.control("webhooks", { mode: "drop" });
  await stand.subscribe("pro");
  const customerId = await customerOf(stand);
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
  await syncBilling(stand.work(), customerId);
  await syncBilling(stand.work(), customerId);
  const { subscriptions, refunds, charges } = stand.account.tables;
  expect([...subscriptions.values()].map(({ status }) => status)).toEqual(["active", "canceled"]);
  const charged = [...charges.values()].map(({ amount, amount_refunded }) => amount - amount_refunded);
  expect(charged.filter((cents) => cents > 0)).toHaveLength(1);
  expect(refunds.size).toBe(1);
  expect(await planOf(stand)).toBe("pro");
});

test("a customer of somebody else's Weir is left alone", async () => {
  await using stand = await openMoneyStand(database.db, { now });
  const customer = await stand.stripe.client.customers.create({ name: "Not ours" });
  expect(await syncBilling(stand.work(), customer.id)).toBe(false);
});
