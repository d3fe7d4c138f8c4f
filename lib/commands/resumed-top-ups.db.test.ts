import { describe, expect, test, vi } from "vitest";
import { listDueAutoTopUps } from "#lib/data/auto-top-ups.ts";
import { insertCreditEntry } from "#lib/data/credit-entries.ts";
import { billingPeriodAt } from "#lib/domain/billing-period.ts";
import { NANOS_PER_DOLLAR } from "#lib/domain/money.ts";
import { newId } from "#lib/platform/ids.ts";
import { listEvents } from "#lib/stripe/list-events.ts";
import { GOOD_CARD, visitPage } from "#lib/stripe-simulator/checkout/testing/page-visit.ts";
import { type MoneyStand, openMoneyStand } from "#prisma/testing/money-stand.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { processStripeEvent } from "./process-stripe-event.ts";
import { runAutoTopUp } from "./run-auto-top-up.ts";
import { setAutoTopUp } from "./set-auto-top-up.ts";

vi.stubEnv("APP_URL", "http://console.test");

const database = setUpTestDatabase();
const TERMS = { isEnabled: true, threshold: "20", amount: "50", monthlyMax: "120" };

/** A workspace with $10 of credits that was bought by card, and auto top-up on. */
async function openStand(terms = TERMS, now = new Date("2026-11-16T10:00:00Z")): Promise<MoneyStand> {
  const stand = await openMoneyStand(database.db, { now });
  await stand.buy("10");
  await stand.flush();
  await setAutoTopUp(stand.ctx(), terms);
  return stand;
}

/** A purchase that Stripe has refused to hear of, however often it was asked: nothing was charged, which nobody knows. */
async function beginUnheard(stand: MoneyStand): Promise<void> {
  const { faults } = stand.billed.simulator.simulator;
  const fault = { kind: "refused", status: 503, method: "POST", path: "/v1/payment_intents" } as const;
  for (let time = 0; time < 3; time++) faults.push(fault);
  await expect(runAutoTopUp(stand.work(), stand.workspaceId)).rejects.toThrow();
  faults.length = 0;
  expect(await settingOf(stand)).toMatchObject({ state: "charging", topUpId: expect.stringMatching(/^topup_/) });
}

/** A purchase that is charged, of which no answer or event tells. */
async function beginLost(stand: MoneyStand): Promise<void> {
  await stand.control("webhooks", { mode: "drop" });
  const { faults } = stand.billed.simulator.simulator;
  for (let time = 0; time < 3; time++) faults.push({ kind: "lost", method: "POST", path: "/v1/payment_intents" });
  await expect(runAutoTopUp(stand.work(), stand.workspaceId)).rejects.toThrow();
  faults.length = 0;
}

const spend = ({ workspaceId, work }: MoneyStand, dollars: bigint) =>
  database.db.$transaction((tx) =>
    insertCreditEntry(tx, workspaceId, {
      creditEntryId: newId("creditEntry", work().now),
      fromAccount: "credits",
      toAccount: "usage",
      cause: "base_fee",
      amountNanos: dollars * NANOS_PER_DOLLAR,
      period: billingPeriodAt(work().now),
      reference: null,
      at: work().now,
    }),
  );
const settingOf = ({ workspaceId }: MoneyStand) => database.db.autoTopUp.findUniqueOrThrow({ where: { workspaceId } });
const automaticOf = ({ workspaceId }: MoneyStand) =>
  database.db.topUp.findMany({ where: { workspaceId, isAutomatic: true }, orderBy: { createdAt: "asc" } });
const charged = ({ account }: MoneyStand, since = 0) =>
  [...account.tables.charges.values()]
    .filter(({ paid, created }) => paid && created >= since)
    .map((made) => made.amount);
const hourLater = (stand: MoneyStand) =>
  stand.billed.simulator.clock.advanceTo(new Date(stand.work().now.getTime() + 3_600_000));

describe("a purchase that was never charged is given up when it is taken up again", () => {
  test.each([
    ["it was switched off", { ...TERMS, isEnabled: false }],
    ["the amount was lowered", { ...TERMS, amount: "20" }],
    ["the threshold is below the balance now", { ...TERMS, threshold: "5" }],
  ])("and %s", async (_, changed) => {
    await using stand = await openStand();
    const { workspaceId } = stand;
    await beginUnheard(stand);
    await setAutoTopUp(stand.ctx(), changed);
    await hourLater(stand);
    expect(await listDueAutoTopUps(database.db, stand.work().now)).toContain(workspaceId);
    expect(await runAutoTopUp(stand.work(), workspaceId)).toEqual({ outcome: "given_up" });
    expect(charged(stand)).toEqual([1_000]);
    expect(await automaticOf(stand)).toMatchObject([
      { state: "failed", failure: expect.stringMatching(/not charged/) },
    ]);
    expect(await settingOf(stand)).toMatchObject({ state: "ready", sequence: 2, topUpId: null });
  });

  test("and the monthly maximum has no room for it any more", async () => {
    await using stand = await openStand();
    await beginUnheard(stand);
    await database.db.autoTopUp.update({
      where: { workspaceId: stand.workspaceId },
      data: { amountNanos: 40n * NANOS_PER_DOLLAR, monthlyMaxNanos: 49n * NANOS_PER_DOLLAR },
    });
    await hourLater(stand);
    expect(await runAutoTopUp(stand.work(), stand.workspaceId)).toEqual({ outcome: "given_up" });
    expect(charged(stand)).toEqual([1_000]);
  });
});

test("one that was charged is found and counts, though it was switched off since", async () => {
  await using stand = await openStand();
  await beginLost(stand);
  await setAutoTopUp(stand.ctx(), { ...TERMS, isEnabled: false });
  await hourLater(stand);
  expect(await runAutoTopUp(stand.work(), stand.workspaceId)).toMatchObject({ outcome: "paid" });
  expect(charged(stand)).toEqual([1_000, 5_000]);
  expect(await stand.balance()).toBe("60.00");
  expect(await settingOf(stand)).toMatchObject({ state: "ready", isEnabled: false, topUpId: null });
});

test("one that was never charged and is still wanted is charged, the last that the monthly maximum has room for", async () => {
  await using stand = await openStand({ ...TERMS, monthlyMax: "50" });
  await beginUnheard(stand);
  await hourLater(stand);
  expect(await runAutoTopUp(stand.work(), stand.workspaceId)).toMatchObject({ outcome: "paid" });
  expect(charged(stand)).toEqual([1_000, 5_000]);
});

test("a charge that Stripe finds wrong stops it at once, and the next one is a new charge", async () => {
  await using stand = await openStand();
  const { workspaceId } = stand;
  // Less than Stripe charges.
  await database.db.autoTopUp.update({ where: { workspaceId }, data: { amountNanos: NANOS_PER_DOLLAR / 10n } });
  expect(await runAutoTopUp(stand.work(), workspaceId)).toMatchObject({ outcome: "stopped" });
  expect(await settingOf(stand)).toMatchObject({ state: "stopped", sequence: 2, topUpId: null });
  await setAutoTopUp(stand.ctx(), TERMS);
  expect(await runAutoTopUp(stand.work(), workspaceId)).toMatchObject({ outcome: "paid" });
  expect(charged(stand)).toEqual([1_000, 5_000]);
});

test("one that is charged after the month's boundary counts for the new month", async () => {
  await using stand = await openStand({ ...TERMS, monthlyMax: "50" }, new Date("2026-11-30T23:50:00Z"));
  const { workspaceId } = stand;
  await beginUnheard(stand);
  await hourLater(stand);
  expect(await runAutoTopUp(stand.work(), workspaceId)).toMatchObject({ outcome: "paid" });
  await spend(stand, 50n);
  expect(await runAutoTopUp(stand.work(), workspaceId)).toEqual({ outcome: "monthly_maximum" });
  expect(charged(stand, Date.parse("2026-12-01T00:00:00Z") / 1_000)).toEqual([5_000]);
});

describe("a purchase that the bank stopped", () => {
  /** @returns the page on which a person may make it */
  async function stopAtBank(stand: MoneyStand): Promise<string> {
    await stand.control("next-payment", { outcome: "authentication_required" });
    expect(await runAutoTopUp(stand.work(), stand.workspaceId)).toMatchObject({ outcome: "stopped" });
    return (await settingOf(stand)).payUrl ?? "";
  }

  test("can no longer be made on its page once auto top-up is on again", async () => {
    await using stand = await openStand({ ...TERMS, threshold: "500", monthlyMax: "50" });
    const pages: string[] = [];
    for (let time = 0; time < 2; time++) {
      pages.push(await stopAtBank(stand));
      await setAutoTopUp(stand.ctx(), { ...TERMS, threshold: "500", monthlyMax: "50" });
    }
    expect(await runAutoTopUp(stand.work(), stand.workspaceId)).toMatchObject({ outcome: "paid" });
    for (const page of pages) {
      const visit = await visitPage(page);
      await visit.submit(GOOD_CARD);
    }
    await stand.flush();
    expect(charged(stand)).toEqual([1_000, 5_000]);
  });

  test("and is confirmed while another is under way leaves that one under way, and counts as bought by a person", async () => {
    await using stand = await openStand({ ...TERMS, threshold: "500", monthlyMax: "100" });
    const { workspaceId } = stand;
    const page = await stopAtBank(stand);
    await stand.control("webhooks", { mode: "hold" });
    await (await visitPage(page)).submit(GOOD_CARD);
    await setAutoTopUp(stand.ctx(), { ...TERMS, threshold: "500", monthlyMax: "100" });
    await beginUnheard(stand);
    const { topUpId } = await settingOf(stand);
    await stand.flush();
    expect(await settingOf(stand)).toMatchObject({ state: "charging", topUpId });
    expect(await automaticOf(stand)).toMatchObject([{ topUpId, state: "open" }]);
    expect(await runAutoTopUp(stand.work(), workspaceId)).toEqual({ outcome: "under_way" });
    await hourLater(stand);
    expect(await runAutoTopUp(stand.work(), workspaceId)).toMatchObject({ outcome: "paid", topUpId });
    expect(await settingOf(stand)).toMatchObject({ state: "ready", topUpId: null });
    expect(charged(stand)).toEqual([1_000, 5_000, 5_000]);
    expect(await stand.balance()).toBe("110.00");
  });
});

describe("a dispute of a purchase", () => {
  const dispute = async (stand: MoneyStand) => {
    const [charge = ""] = stand.account.tables.charges.keys();
    await stand.control(`dispute/${charge}`);
    await stand.flush();
  };

  test("stops auto top-up, says why, and nothing is charged until it is turned on again", async () => {
    await using stand = await openStand();
    const { workspaceId } = stand;
    await dispute(stand);
    expect(await settingOf(stand)).toMatchObject({
      state: "stopped",
      stoppedReason: expect.stringMatching(/disputed/),
    });
    expect(await runAutoTopUp(stand.work(), workspaceId)).toEqual({ outcome: "stopped_before" });
    expect(charged(stand)).toEqual([1_000]);
    const told = await database.db.outboxMessage.findMany({ where: { workspaceId, topic: "auto_top_up.stopped" } });
    expect(told).toMatchObject([{ payload: { reason: expect.stringMatching(/disputed/) } }]);
    expect(await database.db.auditEntry.count({ where: { workspaceId, action: "auto_top_up.stopped" } })).toBe(1);
    await setAutoTopUp(stand.ctx(), TERMS);
    expect(await runAutoTopUp(stand.work(), workspaceId)).toMatchObject({ outcome: "paid" });
  });

  test("while another one is under way that was charged stops after it", async () => {
    await using stand = await openStand();
    await beginLost(stand);
    const [charge = ""] = stand.account.tables.charges.keys();
    await stand.control(`dispute/${charge}`);
    for await (const event of listEvents(stand.stripe, { types: ["charge.dispute.created"], since: new Date(0) })) {
      await processStripeEvent(stand.work(), event);
    }
    expect(await settingOf(stand)).toMatchObject({
      state: "charging",
      stoppedReason: expect.stringMatching(/disputed/),
    });
    await hourLater(stand);
    expect(await runAutoTopUp(stand.work(), stand.workspaceId)).toMatchObject({ outcome: "paid" });
    expect(await settingOf(stand)).toMatchObject({ state: "stopped", topUpId: null });
  });

  test("while another one is under way gives that one up, and stops", async () => {
    await using stand = await openStand();
    await beginUnheard(stand);
    await dispute(stand);
    expect(await settingOf(stand)).toMatchObject({ state: "charging" });
    await hourLater(stand);
    expect(await runAutoTopUp(stand.work(), stand.workspaceId)).toEqual({ outcome: "given_up" });
    expect(charged(stand)).toEqual([1_000]);
    expect(await settingOf(stand)).toMatchObject({
      state: "stopped",
      stoppedReason: expect.stringMatching(/disputed/),
    });
  });
});
