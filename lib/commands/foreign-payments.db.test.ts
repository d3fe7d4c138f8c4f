import { expect, test, vi } from "vitest";
import { openMoneyStand } from "#prisma/testing/money-stand.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { settlePayment } from "./settle-payment.ts";

vi.stubEnv("APP_URL", "http://console.test");

const database = setUpTestDatabase();
const now = new Date("2026-11-16T10:00:00Z");

test("payments of others in the same account, in euros, are acknowledged and buy nothing", async () => {
  await using stand = await openMoneyStand(database.db, { now });
  const { client } = stand.stripe;
  const { workspaceId } = stand;
  const other = await client.customers.create({});
  const card = await client.paymentMethods.attach("pm_card_visa", { customer: other.id });
  const ours = { kind: "credit_topup", workspaceId, topUpId: "topup_x" };
  for (const metadata of [{}, ours]) {
    await client.paymentIntents.create({
      amount: 500,
      currency: "eur",
      customer: other.id,
      payment_method: card.id,
      confirm: true,
      off_session: true,
      metadata,
    });
  }
  await stand.flush();
  const ids = [...stand.account.tables.paymentIntents.keys()];
  const heard = await database.db.stripeEvent.findMany({
    where: { objectId: { in: ids } },
    select: { processedAt: true },
  });
  expect(heard.length).toBeGreaterThanOrEqual(2);
  expect(heard.filter(({ processedAt }) => processedAt === null)).toEqual([]);
  expect(await database.db.topUp.count({ where: { workspaceId } })).toBe(0);
});

test("a payment of Weir's own that is not in dollars is an error, and buys nothing", async () => {
  await using stand = await openMoneyStand(database.db, { now });
  await stand.buy("20");
  await stand.flush();
  const { workspaceId } = stand;
  const [customer = ""] = stand.account.tables.customers.keys();
  const made = await stand.stripe.client.paymentIntents.create({
    amount: 500,
    currency: "eur",
    customer,
    metadata: { kind: "credit_topup", workspaceId, topUpId: "topup_x" },
  });
  await expect(settlePayment(stand.work(), { paymentIntentId: made.id })).rejects.toThrow(/dollars/);
  expect(await stand.balance()).toBe("20.00");
});
