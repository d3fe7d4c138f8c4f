import { describe, expect, test, vi } from "vitest";
import { insertCreditEntry } from "#lib/data/credit-entries.ts";
import { billingPeriodAt } from "#lib/domain/billing-period.ts";
import { NANOS_PER_DOLLAR } from "#lib/domain/money.ts";
import { countersAgree } from "#lib/gateway/proof/counters-agree.ts";
import { newId } from "#lib/platform/ids.ts";
import { type MoneyStand, openMoneyStand } from "#prisma/testing/money-stand.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";

vi.stubEnv("APP_URL", "http://console.test");

const database = setUpTestDatabase();
const now = new Date("2026-11-16T10:00:00Z");

async function buyFifty(stand: MoneyStand): Promise<{ topUpId: string; paymentIntentId: string; chargeId: string }> {
  const { topUpId } = await stand.buy("50");
  await stand.flush();
  const { workspaceId } = stand;
  const topUp = await database.db.topUp.findUniqueOrThrow({ where: { workspaceId_topUpId: { workspaceId, topUpId } } });
  const chargeId = [...stand.account.tables.charges.keys()].at(-1) ?? "";
  return { topUpId, paymentIntentId: topUp.paymentIntentId ?? "", chargeId };
}

/** In the order of their words: the clock stands still, so all are of one instant. */
const movesOf = async ({ workspaceId }: MoneyStand) => {
  const entries = await database.db.creditEntry.findMany({ where: { workspaceId } });
  return entries
    .map(({ cause, fromAccount, amountNanos }) => {
      return `${cause} ${fromAccount === "credits" ? "-" : "+"}${amountNanos / 10_000_000n}`;
    })
    .sort();
};

const fundsOf = async ({ workspaceId }: MoneyStand) => {
  const row = await database.db.creditBalance.findUniqueOrThrow({ where: { workspaceId } });
  return { balance: row.balanceNanos / NANOS_PER_DOLLAR, reversed: row.reversedNanos / NANOS_PER_DOLLAR };
};

const reversedOf = async ({ workspaceId }: MoneyStand, topUpId: string) =>
  (await database.db.topUp.findUniqueOrThrow({ where: { workspaceId_topUpId: { workspaceId, topUpId } } }))
    .reversedNanos;

/** What a base fee does, at a plain amount of dollars. */
const spend = ({ workspaceId }: MoneyStand, dollars: bigint) =>
  database.db.$transaction((tx) =>
    insertCreditEntry(tx, workspaceId, {
      creditEntryId: newId("creditEntry", now),
      fromAccount: "credits",
      toAccount: "usage",
      cause: "base_fee",
      amountNanos: dollars * NANOS_PER_DOLLAR,
      period: billingPeriodAt(now),
      reference: null,
      at: now,
    }),
  );

describe("refunds", () => {
  test("in parts each take their own amount, once", async () => {
    await using stand = await openMoneyStand(database.db, { now });
    const { topUpId, paymentIntentId } = await buyFifty(stand);
    await stand.control("webhooks", { mode: "duplicate" });
    await stand.stripe.client.refunds.create({ payment_intent: paymentIntentId, amount: 1_250 });
    await stand.flush();
    expect(await stand.balance()).toBe("37.50");
    await stand.stripe.client.refunds.create({ payment_intent: paymentIntentId, amount: 2_000 });
    await stand.flush();
    expect(await stand.balance()).toBe("17.50");
    expect(await movesOf(stand)).toEqual(["refund -1250", "refund -2000", "top_up +5000"]);
    expect(await reversedOf(stand, topUpId)).toBe(32_500_000_000n);
    const { workspaceId } = stand;
    const audit = await database.db.auditEntry.count({ where: { workspaceId, action: "credits.reversed" } });
    expect(audit).toBe(2);
  });

  test("heard of before the payment move the same", async () => {
    await using stand = await openMoneyStand(database.db, { now });
    await stand.control("webhooks", { mode: "drop" });
    await stand.buy("50");
    const [paymentIntentId = ""] = stand.account.tables.paymentIntents.keys();
    await stand.control("webhooks", { mode: "deliver" });
    await stand.stripe.client.refunds.create({ payment_intent: paymentIntentId, amount: 1_000 });
    await stand.flush();
    expect(await movesOf(stand)).toEqual(["refund -1000", "top_up +5000"]);
  });
});

describe("a dispute", () => {
  test("takes the credits when it is opened, and lost, nothing more", async () => {
    await using stand = await openMoneyStand(database.db, { now });
    const { topUpId, chargeId } = await buyFifty(stand);
    const { id } = (await stand.control(`dispute/${chargeId}`)) as { id: string };
    await stand.flush();
    expect(await stand.balance()).toBe("0.00");
    await stand.control(`disputes/${id}/close`, { outcome: "lost" });
    await stand.flush();
    expect(await movesOf(stand)).toEqual(["dispute -5000", "top_up +5000"]);
    expect(await reversedOf(stand, topUpId)).toBe(50_000_000_000n);
  });

  test("that is won gives them back, whichever event comes first", async () => {
    await using stand = await openMoneyStand(database.db, { now });
    const { topUpId, chargeId } = await buyFifty(stand);
    await stand.control("webhooks", { mode: "hold" });
    const { id } = (await stand.control(`dispute/${chargeId}`)) as { id: string };
    await stand.control(`disputes/${id}/close`, { outcome: "won" });
    const ofDispute = [...stand.account.tables.events.values()].filter(({ type }) => type.startsWith("charge.dispute"));
    for (const event of ofDispute.reverse()) await stand.control(`events/${event.id}/resend`);
    await stand.flush();
    expect(await movesOf(stand)).toEqual(["dispute +5000", "dispute -5000", "top_up +5000"]);
    expect(await stand.balance()).toBe("50.00");
    expect(await reversedOf(stand, topUpId)).toBe(0n);
  });
});

test("what a reversal leaves uncovered is kept until it is covered, and excuses nothing afterwards", async () => {
  await using stand = await openMoneyStand(database.db, { now });
  const { paymentIntentId } = await buyFifty(stand);
  await spend(stand, 40n);
  await stand.stripe.client.refunds.create({ payment_intent: paymentIntentId });
  await stand.flush();
  expect(await fundsOf(stand)).toEqual({ balance: -40n, reversed: 40n });
  await expect(spend(stand, 1n)).rejects.toThrow(/credit_balances_within_credits/);
  await stand.buy("15");
  await stand.flush();
  expect(await fundsOf(stand)).toEqual({ balance: -25n, reversed: 25n });
  await stand.buy("100");
  await stand.flush();
  expect(await fundsOf(stand)).toEqual({ balance: 75n, reversed: 0n });
  await expect(spend(stand, 76n)).rejects.toThrow(/credit_balances_within_credits/);
  await spend(stand, 75n);
  expect(await fundsOf(stand)).toEqual({ balance: 0n, reversed: 0n });
  await countersAgree(database.pool);
});

test("what is held when a payment is reversed can still be settled, and no more be held", async () => {
  await using stand = await openMoneyStand(database.db, { now });
  const { paymentIntentId } = await buyFifty(stand);
  const { workspaceId } = stand;
  const set = (sql: string) =>
    database.pool.query(`UPDATE credit_balances SET ${sql} WHERE workspace_id = $1`, [workspaceId]);
  await set("held_nanos = 30000000000");
  await stand.stripe.client.refunds.create({ payment_intent: paymentIntentId });
  await stand.flush();
  expect(await fundsOf(stand)).toEqual({ balance: 0n, reversed: 30n });
  await expect(set("held_nanos = held_nanos + 1")).rejects.toThrow(/credit_balances_within_credits/);
  await set("held_nanos = held_nanos - 20000000000, balance_nanos = balance_nanos - 5000000000");
  expect(await fundsOf(stand)).toEqual({ balance: -5n, reversed: 15n });
  await set("held_nanos = 0");
  expect(await fundsOf(stand)).toEqual({ balance: -5n, reversed: 5n });
});
