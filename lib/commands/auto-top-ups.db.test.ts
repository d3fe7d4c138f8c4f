import { describe, expect, test, vi } from "vitest";
import { listDueAutoTopUps } from "#lib/data/auto-top-ups.ts";
import { insertCreditEntry } from "#lib/data/credit-entries.ts";
import { billingPeriodAt } from "#lib/domain/billing-period.ts";
import { NANOS_PER_DOLLAR } from "#lib/domain/money.ts";
import { newId } from "#lib/platform/ids.ts";
import { GOOD_CARD, visitPage } from "#lib/stripe-simulator/checkout/testing/page-visit.ts";
import { type MoneyStand, openMoneyStand } from "#prisma/testing/money-stand.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { pollStripeEvents } from "./poll-stripe-events.ts";
import { runAutoTopUp } from "./run-auto-top-up.ts";
import { setAutoTopUp } from "./set-auto-top-up.ts";

vi.stubEnv("APP_URL", "http://console.test");

const database = setUpTestDatabase();
const now = new Date("2026-11-16T10:00:00Z");
const TERMS = { isEnabled: true, threshold: "20", amount: "50", monthlyMax: "120" };

/** A workspace with $20 of credits that was bought by card, and auto top-up on. */
async function openStand(terms = TERMS): Promise<MoneyStand> {
  const stand = await openMoneyStand(database.db, { now });
  await stand.buy("20");
  await stand.flush();
  await setAutoTopUp(stand.ctx(), terms);
  return stand;
}

const debit = ({ workspaceId }: MoneyStand, dollars: bigint) =>
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

const settingOf = ({ workspaceId }: MoneyStand) => database.db.autoTopUp.findUniqueOrThrow({ where: { workspaceId } });
const automaticOf = ({ workspaceId }: MoneyStand) =>
  database.db.topUp.findMany({ where: { workspaceId, isAutomatic: true }, orderBy: { createdAt: "asc" } });
const offSession = ({ account }: MoneyStand) =>
  [...account.tables.paymentIntents.values()].filter(({ amount }) => amount === 5_000);
const later = async (stand: MoneyStand, seconds: number) =>
  stand.billed.simulator.clock.advanceTo(new Date(stand.work().now.getTime() + seconds * 1_000));

test("buys when the balance falls below the threshold, and only then", async () => {
  await using stand = await openStand();
  const { workspaceId } = stand;
  expect(await runAutoTopUp(stand.work(), workspaceId)).toEqual({ outcome: "enough" });
  expect(await listDueAutoTopUps(database.db, now)).not.toContain(workspaceId);
  await debit(stand, 1n);
  expect(await listDueAutoTopUps(database.db, now)).toContain(workspaceId);
  expect(await runAutoTopUp(stand.work(), workspaceId)).toMatchObject({ outcome: "paid" });
  expect(await stand.balance()).toBe("69.00");
  expect(await settingOf(stand)).toMatchObject({ state: "ready", sequence: 2 });
  const made = [...stand.account.tables.events.values()].filter(({ type }) => type === "payment_intent.created");
  expect(made.at(-1)?.request?.idempotency_key).toBe(`autotopup:${workspaceId}:1`);
  const entries = await database.db.creditEntry.findMany({ where: { workspaceId, cause: "auto_top_up" } });
  expect(entries).toMatchObject([{ fromAccount: "payments", toAccount: "credits", amountNanos: 50_000_000_000n }]);
  await stand.flush();
  expect(await stand.balance()).toBe("69.00");
});

test("20 debits at once that each ask for it make one purchase", async () => {
  await using stand = await openStand();
  const { workspaceId } = stand;
  const outcomes = await Promise.all(
    Array.from({ length: 20 }, async () => {
      await debit(stand, 1n);
      return (await runAutoTopUp(stand.work(), workspaceId)).outcome;
    }),
  );
  await stand.flush();
  expect(outcomes.filter((outcome) => outcome === "paid")).toHaveLength(1);
  expect(offSession(stand)).toHaveLength(1);
  expect(await automaticOf(stand)).toMatchObject([{ state: "paid" }]);
  expect(await stand.balance()).toBe("50.00");
});

test("never buys more in a month than its maximum, and goes on in the next", async () => {
  await using stand = await openStand();
  const { workspaceId } = stand;
  for (const balance of ["50.00", "50.00"]) {
    await debit(stand, balance === "50.00" && (await stand.balance()) === "20.00" ? 20n : 50n);
    expect(await runAutoTopUp(stand.work(), workspaceId)).toMatchObject({ outcome: "paid" });
    expect(await stand.balance()).toBe(balance);
  }
  await debit(stand, 50n);
  expect(await runAutoTopUp(stand.work(), workspaceId)).toEqual({ outcome: "monthly_maximum" });
  expect(await listDueAutoTopUps(database.db, now)).not.toContain(workspaceId);
  await stand.billed.simulator.clock.advanceTo(new Date("2026-12-01T00:00:00Z"));
  expect(await listDueAutoTopUps(database.db, stand.work().now)).toContain(workspaceId);
  expect(await runAutoTopUp(stand.work(), workspaceId)).toMatchObject({ outcome: "paid" });
});

describe("a charge that fails", () => {
  test("stops it, says why, and is not tried again until somebody turns it on", async () => {
    await using stand = await openStand();
    const { workspaceId } = stand;
    await debit(stand, 5n);
    await stand.control("next-payment", { outcome: "card_declined" });
    expect(await runAutoTopUp(stand.work(), workspaceId)).toMatchObject({ outcome: "stopped" });
    await stand.flush();
    const stopped = await settingOf(stand);
    expect(stopped).toMatchObject({ state: "stopped", payUrl: null, isEnabled: true, sequence: 2 });
    expect(stopped.stoppedReason).toMatch(/declined/);
    expect(await automaticOf(stand)).toMatchObject([{ state: "failed", failure: stopped.stoppedReason }]);
    const told = await database.db.outboxMessage.findMany({ where: { workspaceId, topic: "auto_top_up.stopped" } });
    expect(told).toMatchObject([{ payload: { reason: stopped.stoppedReason, amount: "50.00", payUrl: null } }]);
    expect(await database.db.auditEntry.count({ where: { workspaceId, action: "auto_top_up.stopped" } })).toBe(1);
    expect(await listDueAutoTopUps(database.db, now)).not.toContain(workspaceId);
    expect(await runAutoTopUp(stand.work(), workspaceId)).toEqual({ outcome: "stopped_before" });
    await setAutoTopUp(stand.ctx(), TERMS);
    expect(await runAutoTopUp(stand.work(), workspaceId)).toMatchObject({ outcome: "paid" });
    expect(await stand.balance()).toBe("65.00");
  });

  test("for confirmation leads to a page on which the same purchase is paid, once", async () => {
    await using stand = await openStand();
    const { workspaceId } = stand;
    await debit(stand, 5n);
    await stand.control("next-payment", { outcome: "authentication_required" });
    const run = await runAutoTopUp(stand.work(), workspaceId);
    expect(run).toMatchObject({ outcome: "stopped" });
    const { state, payUrl, stoppedReason } = await settingOf(stand);
    expect({ state, stoppedReason }).toEqual({
      state: "stopped",
      stoppedReason: "The bank wants the payment to be confirmed by its card holder.",
    });
    await stand.flush();
    expect(await stand.balance()).toBe("15.00");
    await (await visitPage(payUrl ?? "")).submit(GOOD_CARD);
    await stand.flush();
    expect(await stand.balance()).toBe("65.00");
    // A person has bought it, so it counts for no maximum.
    expect(await automaticOf(stand)).toEqual([]);
    expect(await settingOf(stand)).toMatchObject({ state: "stopped", payUrl: null });
    const told = await database.db.outboxMessage.findMany({ where: { workspaceId, topic: "auto_top_up.stopped" } });
    expect(told).toMatchObject([{ payload: { payUrl } }]);
  });

  test("for want of a card stops it", async () => {
    await using stand = await openStand();
    await debit(stand, 5n);
    for (const method of [...stand.account.tables.paymentMethods.keys()]) {
      await stand.stripe.client.paymentMethods.detach(method).catch(() => undefined);
    }
    expect(await runAutoTopUp(stand.work(), stand.workspaceId)).toMatchObject({ outcome: "stopped" });
    expect(await settingOf(stand)).toMatchObject({ state: "stopped", stoppedReason: "No card is saved to charge." });
    expect(await automaticOf(stand)).toMatchObject([{ state: "failed" }]);
  });
});

describe("a charge whose answer is lost", () => {
  /** The SDK asks three times by itself. */
  const loseAnswers = async (stand: MoneyStand) => {
    for (let time = 0; time < 3; time++) {
      await stand.control("faults", { kind: "lost", method: "POST", path: "/v1/payment_intents" });
    }
  };

  test("is taken up again later and charged once", async () => {
    await using stand = await openStand();
    const { workspaceId } = stand;
    await stand.control("webhooks", { mode: "drop" });
    await debit(stand, 5n);
    await loseAnswers(stand);
    await expect(runAutoTopUp(stand.work(), workspaceId)).rejects.toThrow();
    expect(await settingOf(stand)).toMatchObject({ state: "charging" });
    expect(await runAutoTopUp(stand.work(), workspaceId)).toEqual({ outcome: "under_way" });
    await later(stand, 330);
    expect(await listDueAutoTopUps(database.db, stand.work().now)).toContain(workspaceId);
    expect(await runAutoTopUp(stand.work(), workspaceId)).toMatchObject({ outcome: "paid" });
    expect(offSession(stand)).toHaveLength(1);
    expect(await stand.balance()).toBe("65.00");
    expect(await settingOf(stand)).toMatchObject({ state: "ready", sequence: 2 });
  });

  test("is known by its events before that", async () => {
    await using stand = await openStand();
    await debit(stand, 5n);
    await loseAnswers(stand);
    await expect(runAutoTopUp(stand.work(), stand.workspaceId)).rejects.toThrow();
    await pollStripeEvents(stand.work());
    expect(await settingOf(stand)).toMatchObject({ state: "ready", sequence: 2 });
    expect(await stand.balance()).toBe("65.00");
  });

  test("is charged with the same key when the card was changed meanwhile, still once", async () => {
    await using stand = await openStand();
    const { workspaceId } = stand;
    await stand.control("webhooks", { mode: "drop" });
    await debit(stand, 5n);
    await loseAnswers(stand);
    await expect(runAutoTopUp(stand.work(), workspaceId)).rejects.toThrow();
    const [customer = ""] = stand.account.tables.customers.keys();
    const card = await stand.stripe.client.paymentMethods.attach("pm_card_mastercard", { customer });
    await stand.stripe.client.customers.update(customer, { invoice_settings: { default_payment_method: card.id } });
    await later(stand, 330);
    expect(await runAutoTopUp(stand.work(), workspaceId)).toMatchObject({ outcome: "paid" });
    expect(offSession(stand)).toHaveLength(1);
    expect(await stand.balance()).toBe("65.00");
  });
});

describe("turning it on is refused", () => {
  test.each([
    ["no threshold", { threshold: "0" }, "threshold"],
    ["an amount below $5", { amount: "4" }, "amount"],
    ["a threshold that no table can hold", { threshold: "99999999999999999999" }, "threshold"],
    ["a monthly maximum that no table can hold", { monthlyMax: "99999999999999999999" }, "monthlyMax"],
    ["no monthly maximum", { monthlyMax: "" }, "monthlyMax"],
    ["a monthly maximum below one purchase", { monthlyMax: "49.99" }, "monthlyMax"],
  ])("with %s", async (_, change, field) => {
    await using stand = await openMoneyStand(database.db, { now });
    const refused = setAutoTopUp(stand.ctx(), { ...TERMS, ...change });
    await expect(refused).rejects.toMatchObject({
      code: "invalid_input",
      fieldErrors: { [field]: expect.stringMatching(/./) },
    });
  });

  test("without a saved card", async () => {
    await using stand = await openMoneyStand(database.db, { now });
    await expect(setAutoTopUp(stand.ctx(), TERMS)).rejects.toMatchObject({ code: "conflict" });
  });
});

test("turned off, it buys nothing", async () => {
  await using stand = await openStand();
  await setAutoTopUp(stand.ctx(), { isEnabled: false, threshold: "", amount: "", monthlyMax: "" });
  await debit(stand, 20n);
  expect(await listDueAutoTopUps(database.db, now)).not.toContain(stand.workspaceId);
  expect(await runAutoTopUp(stand.work(), stand.workspaceId)).toEqual({ outcome: "off" });
  const { workspaceId } = stand;
  const audit = await database.db.auditEntry.findMany({ where: { workspaceId, action: "auto_top_up.set" } });
  expect(audit.map(({ before }) => before).filter((before) => before !== null)).toMatchObject([{ isEnabled: true }]);
});
