import { expect, test, vi } from "vitest";
import { findPayerWorkspaceId, findStripeCustomerId } from "#lib/data/stripe-customers.ts";
import { GOOD_CARD, visitPage } from "#lib/stripe-simulator/checkout/testing/page-visit.ts";
import { type MoneyStand, openMoneyStand } from "#prisma/testing/money-stand.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { billContract } from "./bill-contract.ts";
import { setEnterpriseContract } from "./set-enterprise-contract.ts";
import { startTopUp } from "./start-top-up.ts";
import { syncBilling } from "./sync-billing.ts";

vi.stubEnv("APP_URL", "http://console.test");

const database = setUpTestDatabase();
const now = new Date("2026-11-16T10:00:00Z");

const customerOf = ({ workspaceId }: MoneyStand) => findStripeCustomerId(database.db, workspaceId);
const planOf = async ({ workspaceId }: MoneyStand) =>
  (await database.db.workspace.findUniqueOrThrow({ where: { workspaceId } })).plan;
const topicsOf = async ({ workspaceId }: MoneyStand) =>
  (await database.db.outboxMessage.findMany({ where: { workspaceId } })).map(({ topic }) => topic);

async function deletedOf(stand: MoneyStand): Promise<string> {
  const customerId = (await customerOf(stand)) ?? "";
  await stand.stripe.client.customers.del(customerId);
  await stand.flush();
  return customerId;
}

test("a customer that is deleted at Stripe leads to Starter at once, and the next purchase makes another", async () => {
  await using stand = await openMoneyStand(database.db, { now });
  await stand.subscribe("pro");
  await stand.flush();
  await stand.buy("50");
  await stand.flush();
  expect(await planOf(stand)).toBe("pro");
  const deleted = await deletedOf(stand);
  expect(await planOf(stand)).toBe("starter");
  expect(await customerOf(stand)).toBeNull();
  const { workspaceId } = stand;
  expect(await findPayerWorkspaceId(database.db, deleted)).toBe(workspaceId);
  expect(await database.db.auditEntry.count({ where: { workspaceId, action: "customer.retired" } })).toBe(1);
  expect(await database.db.stripeEvent.count({ where: { processedAt: null } })).toBe(0);
  expect(await stand.balance()).toBe("50.00");
  expect(await database.db.billingAccount.findUniqueOrThrow({ where: { workspaceId } })).toMatchObject({
    stripeSubscriptionId: null,
    paidPlan: null,
    cardLast4: null,
    pastDueSince: null,
  });

  await stand.subscribe("team", 2);
  await stand.flush();
  expect(await planOf(stand)).toBe("team");
  expect(await customerOf(stand)).not.toBe(deleted);
  // What is heard late of the old one changes nothing of the new one.
  expect(await syncBilling(stand.work(), deleted)).toBe(false);
  expect(await planOf(stand)).toBe("team");
  await stand.buy("20");
  await stand.flush();
  expect(await stand.balance()).toBe("70.00");
});

test("also where nothing was heard of it yet: the purchase itself finds out", async () => {
  await using stand = await openMoneyStand(database.db, { now });
  await stand.subscribe("pro");
  await stand.flush();
  await stand.control("webhooks", { mode: "drop" });
  const deleted = await deletedOf(stand);
  expect(await customerOf(stand)).toBe(deleted);
  const { url } = await startTopUp(stand.ctx(), { amount: "20" });
  await (await visitPage(url)).submit(GOOD_CARD);
  expect(await customerOf(stand)).not.toBe(deleted);
  expect(await planOf(stand)).toBe("starter");
  await stand.billed.quote("pro");
});

test("a quote is made afresh where nothing was heard of it yet", async () => {
  await using stand = await openMoneyStand(database.db, { now });
  await stand.subscribe("pro");
  await stand.flush();
  await stand.control("webhooks", { mode: "drop" });
  await deletedOf(stand);
  await stand.billed.quote("team", 2);
  expect(await planOf(stand)).toBe("starter");
  expect(await customerOf(stand)).toBeNull();
});

test("what was owed is gone and not told as paid; a refund of what it paid still finds its workspace", async () => {
  await using stand = await openMoneyStand(database.db, { now });
  await stand.subscribe("pro");
  await stand.flush();
  await stand.buy("50");
  await stand.flush();
  for (let count = 0; count < 9; count += 1) stand.billed.planPayment("card_declined");
  await stand.control("clock", { set: "2026-12-01T02:00:00Z" });
  await stand.flush();
  const { workspaceId } = stand;
  // The plan has ended before, so that nothing but the debt is left to end.
  const [subscription = ""] = stand.account.tables.subscriptions.keys();
  await stand.stripe.client.subscriptions.cancel(subscription);
  await stand.flush();
  expect(await planOf(stand)).toBe("starter");
  expect(await database.db.planInvoice.count({ where: { workspaceId, isDebt: true } })).toBe(1);
  await deletedOf(stand);
  expect(await database.db.planInvoice.count({ where: { workspaceId, isDebt: true } })).toBe(0);
  expect(await topicsOf(stand)).not.toContain("payment.recovered");
  const topUp = await database.db.topUp.findFirstOrThrow({ where: { workspaceId } });
  await stand.stripe.client.refunds.create({ payment_intent: topUp.paymentIntentId ?? "", amount: 1_000 });
  await stand.flush();
  expect(await stand.balance()).toBe("40.00");
});

test("a contract outlives it and is billed to the next customer", async () => {
  await using stand = await openMoneyStand(database.db, { now });
  const { workspaceId } = stand;
  const terms = {
    monthlyNanos: "12000",
    seats: "25",
    includedInferenceNanos: "0",
    requestsPerMinute: "100",
    maxConcurrentRequests: "10",
  };
  await setEnterpriseContract(database.db, { actor: { type: "system", job: "test" }, workspaceId, terms, now });
  const customer = { workspaceId, workspaceName: "Ours", email: "buyer@example.test", lineName: "Weir Enterprise" };
  await billContract(stand.work(), customer);
  const deleted = await deletedOf(stand);
  expect(await planOf(stand)).toBe("enterprise");
  const { customerId } = await billContract(stand.work(), customer);
  expect(customerId).not.toBe(deleted);
  const { data } = await stand.stripe.client.subscriptions.list({ customer: customerId });
  expect(data).toHaveLength(1);
});
