import { describe, expect, test, vi } from "vitest";
import { readEvent } from "#lib/stripe/read-event.ts";
import { DECLINED_CARD, GOOD_CARD, visitPage } from "#lib/stripe-simulator/checkout/testing/page-visit.ts";
import { type MoneyStand, openMoneyStand } from "#prisma/testing/money-stand.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { testContext } from "#prisma/testing/test-context.ts";
import { fulfilCheckout } from "./fulfil-checkout.ts";
import { processStripeEvent } from "./process-stripe-event.ts";
import { startTopUp } from "./start-top-up.ts";

vi.stubEnv("APP_URL", "http://console.test");

const database = setUpTestDatabase();
const now = new Date("2026-11-16T10:00:00Z");
const BANK = { method: "bank" };

const topUpOf = ({ workspaceId }: MoneyStand, topUpId: string) =>
  database.db.topUp.findUniqueOrThrow({ where: { workspaceId_topUpId: { workspaceId, topUpId } } });
const entriesOf = ({ workspaceId }: MoneyStand) =>
  database.db.creditEntry.findMany({ where: { workspaceId }, orderBy: { creditEntryId: "asc" } });
const eventsOf = ({ account }: MoneyStand, type: string) =>
  [...account.tables.events.values()].filter((event) => event.type === type).map(({ id }) => id);

test("a purchase adds credits once, with a receipt, an audit entry and a message", async () => {
  await using stand = await openMoneyStand(database.db, { now });
  const { workspaceId } = stand;
  await stand.control("webhooks", { mode: "hold" });
  const { topUpId, page } = await stand.buy("50");
  expect(page.leftFor).toMatch(/^http:\/\/console\.test\/[^/]+\/settings\/billing\/checkout\?id=cs_test_/);
  await stand.flush();
  expect(await stand.balance()).toBe("50.00");
  const topUp = await topUpOf(stand, topUpId);
  const receiptUrl = expect.stringContaining("/receipts/ch_");
  const createdByUserId = stand.billed.workspace.ownerId;
  expect(topUp).toMatchObject({ state: "paid", isAutomatic: false, failure: null, createdByUserId, receiptUrl });
  expect(await entriesOf(stand)).toMatchObject([
    {
      fromAccount: "payments",
      toAccount: "credits",
      cause: "top_up",
      amountNanos: 50_000_000_000n,
      reference: topUp.paymentIntentId,
    },
  ]);
  const audit = await database.db.auditEntry.findMany({ where: { workspaceId, action: "credits.bought" } });
  expect(audit).toMatchObject([{ actorId: "billing", after: { amount: "50.00", topUpId } }]);
  const messages = await database.db.outboxMessage.findMany({ where: { workspaceId, topic: "credits.topped_up" } });
  expect(messages).toMatchObject([{ payload: { amount: "50.00", receiptUrl, isAutomatic: false } }]);
  expect(await database.db.stripeEvent.count({ where: { processedAt: null } })).toBe(0);
});

test("an event that is delivered five times, one after the other or at once, adds credits once", async () => {
  await using stand = await openMoneyStand(database.db, { now });
  await stand.control("webhooks", { mode: "hold" });
  await stand.buy("25.50");
  const [completed = ""] = eventsOf(stand, "checkout.session.completed");
  const event = await readEvent(stand.stripe, completed);
  if (!event) throw new Error("The event is there");
  const outcomes = await Promise.all(Array.from({ length: 5 }, () => processStripeEvent(stand.work(), event)));
  expect(outcomes).toContain("processed");
  for (let time = 0; time < 5; time++) await stand.control(`events/${completed}/resend`);
  await stand.flush();
  expect(await stand.balance()).toBe("25.50");
  expect(await entriesOf(stand)).toHaveLength(1);
});

test("a handler that dies after writing the ledger leaves nothing, and the next delivery does it all", async () => {
  await using stand = await openMoneyStand(database.db, { now });
  await stand.control("webhooks", { mode: "hold" });
  await stand.buy("50");
  await database.pool.query(`
    CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$;
    CREATE TRIGGER die BEFORE UPDATE ON stripe_events FOR EACH ROW WHEN (NEW.processed_at IS NOT NULL) EXECUTE FUNCTION die()`);
  try {
    await stand.flush();
    expect(await stand.balance()).toBe("0.00");
    expect(await entriesOf(stand)).toEqual([]);
    const failed = await database.db.stripeEvent.findMany({ where: { processedAt: null } });
    expect(failed.map(({ type }) => type)).toContain("checkout.session.completed");
    expect(failed.every(({ attempts, lastError }) => attempts > 0 && lastError !== null)).toBe(true);
  } finally {
    await database.pool.query("DROP TRIGGER die ON stripe_events; DROP FUNCTION die()");
  }
  await stand.flush();
  expect(await stand.balance()).toBe("50.00");
  expect(await entriesOf(stand)).toHaveLength(1);
  expect(await database.db.stripeEvent.count({ where: { processedAt: null } })).toBe(0);
});

test("the buyer who is back before any event has the credits, and the events add nothing", async () => {
  await using stand = await openMoneyStand(database.db, { now });
  await stand.control("webhooks", { mode: "hold" });
  const { url } = await startTopUp(stand.ctx(), { amount: "75" });
  const checkoutId = /cs_test_\w+/.exec(url)?.[0] ?? "";
  expect(await fulfilCheckout(stand.ctx(), { checkoutId })).toEqual({ state: "processing", purpose: "credits" });
  await (await visitPage(url)).submit(GOOD_CARD);
  const visits = await Promise.all([1, 2, 3].map(() => fulfilCheckout(stand.ctx(), { checkoutId })));
  for (const visit of visits) expect(visit).toMatchObject({ state: "done", purpose: "credits", amount: "75.00" });
  expect(await stand.balance()).toBe("75.00");
  await stand.flush();
  expect(await stand.balance()).toBe("75.00");
});

test("nobody is told of another workspace's purchase", async () => {
  await using stand = await openMoneyStand(database.db, { now });
  await using other = await openMoneyStand(database.db, { now });
  const { sessionId } = await stand.buy("50");
  const asked = [sessionId, "cs_test_unknown"].map((checkoutId) =>
    fulfilCheckout({ ...other.ctx(), stripe: stand.stripe }, { checkoutId }),
  );
  for (const answer of asked) await expect(answer).rejects.toMatchObject({ code: "not_found" });
  expect(await other.balance()).toBe("0.00");
});

describe("a bank debit", () => {
  test("is offered to Enterprise alone", async () => {
    await using stand = await openMoneyStand(database.db, { now });
    await using enterprise = await openMoneyStand(database.db, { now, plan: "enterprise" });
    const accepted = async ({ stripe }: MoneyStand, sessionId: string) =>
      (await stripe.client.checkout.sessions.retrieve(sessionId)).payment_method_types;
    const { sessionId } = await stand.buy("20");
    expect(await accepted(stand, sessionId)).toEqual(["card"]);
    const bought = await enterprise.buy("20");
    expect(await accepted(enterprise, bought.sessionId)).toEqual(["card", "us_bank_account"]);
  });

  test("adds credits when the money has arrived, not before", async () => {
    await using stand = await openMoneyStand(database.db, { now, plan: "enterprise" });
    const { topUpId, sessionId } = await stand.buy("500", BANK);
    await stand.flush();
    const awaiting = { state: "awaiting_bank", purpose: "credits" };
    expect(await fulfilCheckout(stand.ctx(), { checkoutId: sessionId })).toEqual(awaiting);
    expect(await topUpOf(stand, topUpId)).toMatchObject({ state: "processing", endedAt: null });
    expect(await stand.balance()).toBe("0.00");
    const { paymentIntentId } = await topUpOf(stand, topUpId);
    await stand.control(`bank/settle/${paymentIntentId}`);
    await stand.flush();
    expect(await stand.balance()).toBe("500.00");
    expect(await topUpOf(stand, topUpId)).toMatchObject({ state: "paid" });
  });

  test("that fails adds nothing and says why", async () => {
    await using stand = await openMoneyStand(database.db, { now, plan: "enterprise" });
    const { topUpId, sessionId } = await stand.buy("500", BANK);
    await stand.flush();
    const { paymentIntentId } = await topUpOf(stand, topUpId);
    await stand.control(`bank/fail/${paymentIntentId}`);
    await stand.flush();
    expect(await stand.balance()).toBe("0.00");
    const { state, failure } = await topUpOf(stand, topUpId);
    expect({ state, hasReason: (failure ?? "").length > 10 }).toEqual({ state: "failed", hasReason: true });
    const outcome = await fulfilCheckout(stand.ctx(), { checkoutId: sessionId });
    expect(outcome).toEqual({ state: "failed", purpose: "credits", message: failure });
  });
});

test("a declined card leaves the purchase open for another one", async () => {
  await using stand = await openMoneyStand(database.db, { now });
  const { topUpId, page } = await stand.buy("50", DECLINED_CARD);
  await stand.flush();
  expect(page.leftFor).toBeNull();
  expect(await topUpOf(stand, topUpId)).toMatchObject({ state: "open", failure: null });
  await page.submit(GOOD_CARD);
  await stand.flush();
  expect(await topUpOf(stand, topUpId)).toMatchObject({ state: "paid", failure: null });
  expect(await stand.balance()).toBe("50.00");
});

test("a page that nobody pays on expires with its purchase", async () => {
  await using stand = await openMoneyStand(database.db, { now });
  const { topUpId } = await startTopUp(stand.ctx(), { amount: "50" });
  await stand.billed.advanceTo(new Date("2026-11-17T11:00:00Z"));
  await stand.flush();
  expect(await topUpOf(stand, topUpId)).toMatchObject({ state: "expired" });
});

test("two first purchases at once make one customer", async () => {
  await using stand = await openMoneyStand(database.db, { now });
  await Promise.all([1, 2, 3, 4].map(() => startTopUp(stand.ctx(), { amount: "50" })));
  expect(stand.account.tables.customers.size).toBe(1);
});

describe("is refused", () => {
  test.each(["4.99", "10,000.01", "12.345", "-50", "ten", ""])("an amount of %j", async (amount) => {
    await using stand = await openMoneyStand(database.db, { now });
    const refusal = { code: "invalid_input", fieldErrors: { amount: expect.stringMatching(/./) } };
    await expect(startTopUp(stand.ctx(), { amount })).rejects.toMatchObject(refusal);
    expect(await database.db.topUp.count({ where: { workspaceId: stand.workspaceId } })).toBe(0);
  });

  test.each(["member", "viewer"] as const)("a %s", async (role) => {
    await using stand = await openMoneyStand(database.db, { now });
    const ctx = testContext(database.db, stand, { userId: "user_x", role, now, stripe: stand.stripe });
    await expect(startTopUp(ctx, { amount: "50" })).rejects.toMatchObject({ code: "forbidden" });
  });
});
