import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { findStripeConnection } from "#lib/data/stripe-connections.ts";
import { HANDLED_EVENT_TYPES } from "#lib/stripe/handled-event-types.ts";
import { listEvents } from "#lib/stripe/list-events.ts";
import type { StripeEvent } from "#lib/stripe/stripe-event.ts";
import { type MoneyStand, openMoneyStand } from "#prisma/testing/money-stand.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { pollStripeEvents } from "./poll-stripe-events.ts";
import { processStripeEvent } from "./process-stripe-event.ts";
import { retryStripeEvents } from "./retry-stripe-events.ts";

vi.stubEnv("APP_URL", "http://console.test");

const database = setUpTestDatabase();
const now = new Date("2026-11-16T10:00:00Z");
const LONG_AGO = new Date("2026-01-01T00:00:00Z");

async function eventsOf(stand: MoneyStand): Promise<StripeEvent[]> {
  const events: StripeEvent[] = [];
  for await (const event of listEvents(stand.stripe, { types: HANDLED_EVENT_TYPES, since: LONG_AGO }))
    events.push(event);
  return events;
}

/** What leads back to the state before any event. */
const FORGOTTEN = [
  "ALTER TABLE credit_entries DISABLE TRIGGER USER",
  "DELETE FROM credit_entries WHERE OF_IT",
  "ALTER TABLE credit_entries ENABLE TRIGGER USER",
  "DELETE FROM payment_effects WHERE OF_IT",
  "UPDATE credit_balances SET balance_nanos = 0, reversed_nanos = 0 WHERE OF_IT",
  "UPDATE top_ups SET state = 'open', payment_intent_id = NULL, reversed_nanos = 0, ended_at = NULL WHERE OF_IT",
  "UPDATE workspaces SET plan = 'starter', included_inference_nanos = 500000000 WHERE OF_IT",
  "DELETE FROM billing_accounts WHERE OF_IT",
  "DELETE FROM plan_invoices WHERE OF_IT",
  "DELETE FROM outbox_messages WHERE OF_IT",
  "DELETE FROM period_spending WHERE OF_IT",
  "DELETE FROM stripe_events",
];

/** All that events may change, without ids that are drawn and instants at which it was written. */
async function stateOf({ workspaceId }: MoneyStand) {
  const { db } = database;
  const where = { workspaceId };
  const [workspace, balance, entries, effects, topUps, account, spending, invoices, messages] = await Promise.all([
    db.workspace.findUniqueOrThrow({ where, select: { plan: true, seats: true, includedInferenceNanos: true } }),
    db.creditBalance.findUniqueOrThrow({ where }),
    db.creditEntry.findMany({ where, select: { cause: true, fromAccount: true, amountNanos: true, reference: true } }),
    db.paymentEffect.findMany({ where, select: { stripeObjectId: true }, orderBy: { stripeObjectId: "asc" } }),
    db.topUp.findMany({ where, orderBy: { topUpId: "asc" } }),
    db.billingAccount.findUnique({ where }),
    db.periodSpending.findMany({ where }),
    db.planInvoice.findMany({ where }),
    db.outboxMessage.findMany({ where, select: { messageKey: true, payload: true }, orderBy: { messageKey: "asc" } }),
  ]);
  const words = entries.map(({ cause, fromAccount, amountNanos }) => `${cause} ${fromAccount} ${amountNanos}`).sort();
  // Whether a dispute is told before it is decided depends on when it is heard of; that it was decided does not.
  const told = messages.filter(({ messageKey }) => messageKey.startsWith("plan_") && !/\/open$/.test(messageKey));
  return { workspace, balance, words, effects, topUps, account, spending, invoices, told };
}

/** A stand on which a plan and credits were bought, refunded in part and disputed, of which Weir has heard nothing. */
async function openEventfulStand(): Promise<MoneyStand> {
  const stand = await openMoneyStand(database.db, { now });
  await stand.control("webhooks", { mode: "drop" });
  await stand.buy("50");
  await stand.buy("80");
  const [first = "", second = ""] = stand.account.tables.paymentIntents.keys();
  await stand.stripe.client.refunds.create({ payment_intent: first, amount: 1_000 });
  await stand.stripe.client.refunds.create({ payment_intent: first, amount: 500 });
  const charge = [...stand.account.tables.charges.values()].find(({ payment_intent: intent }) => intent === second);
  const { id } = (await stand.control(`dispute/${charge?.id}`)) as { id: string };
  await stand.control(`disputes/${id}/close`, { outcome: "won" });
  await stand.subscribe("pro");
  const ofPlan = [...stand.account.tables.charges.values()].at(-1);
  await stand.stripe.client.refunds.create({ payment_intent: String(ofPlan?.payment_intent), amount: 300 });
  const disputed = (await stand.control(`dispute/${ofPlan?.id}`)) as { id: string };
  await stand.control(`disputes/${disputed.id}/close`, { outcome: "lost" });
  return stand;
}

describe("asking for events", () => {
  test("alone leads to the same as webhooks do", async () => {
    await using stand = await openEventfulStand();
    const counts = await pollStripeEvents(stand.work());
    expect(counts).toMatchObject({ failed: 0 });
    expect(counts.processed).toBeGreaterThan(10);
    const state = await stateOf(stand);
    expect(state.workspace.plan).toBe("pro");
    expect(await stand.balance()).toBe("115.00");
    const again = await pollStripeEvents(stand.work());
    expect(again).toEqual({ processed: 0, doneBefore: counts.processed + counts.doneBefore, failed: 0 });
    expect(await stateOf(stand)).toEqual(state);
  });

  test("goes on where it ended, and an event that fails is taken up from the inbox", async () => {
    await using stand = await openMoneyStand(database.db, { now });
    await stand.control("webhooks", { mode: "drop" });
    await stand.buy("50");
    await stand.control("faults", { kind: "refused", status: 503, method: "GET", path: "/v1/checkout/sessions" });
    await stand.control("faults", { kind: "refused", status: 503, method: "GET", path: "/v1/checkout/sessions" });
    await stand.control("faults", { kind: "refused", status: 503, method: "GET", path: "/v1/checkout/sessions" });
    const counts = await pollStripeEvents(stand.work());
    expect(counts.failed).toBeGreaterThan(0);
    const failed = await database.db.stripeEvent.findMany({ where: { processedAt: null, lastError: { not: null } } });
    expect(failed.length).toBe(counts.failed);
    await stand.billed.simulator.clock.advanceTo(new Date("2026-11-16T12:00:00Z"));
    expect(await retryStripeEvents(stand.work())).toEqual({ processed: counts.failed, failed: 0 });
    expect(await stand.balance()).toBe("50.00");
    const { polledUntil } = (await findStripeConnection(database.db, stand.stripe.fingerprint)) ?? {};
    expect(polledUntil).toEqual(now);
  });
});

test("asking does not wait with one customer's events for another's, and keeps each one's order", async () => {
  await using stand = await openMoneyStand(database.db, { now });
  await stand.control("webhooks", { mode: "drop" });
  await stand.subscribe("pro");
  const { client } = stand.stripe;
  const [ours = ""] = stand.account.tables.customers.keys();
  const others = await Promise.all([1, 2].map(() => client.customers.create({ name: "Another" })));
  for (const { id } of others) await client.customers.update(id, { name: "Somebody else" });
  const seen: string[] = [];
  // Ours is not done before both others are, so one after the other it would never end.
  const { promise: areOthersDone, resolve } = Promise.withResolvers<void>();
  const db = database.db.$extends({
    query: {
      stripeEvent: {
        async createMany({ args, query }) {
          const [event] = [args.data].flat();
          const whose = event?.stripeCustomerId ?? "";
          seen.push(`${whose} ${event?.type}`);
          if (whose === ours) await areOthersDone;
          else if (seen.filter((line) => !line.startsWith(ours)).length >= others.length) resolve();
          return query(args);
        },
      },
    },
  });
  const counts = await pollStripeEvents({ ...stand.work(), db: db as unknown as typeof database.db });
  expect(counts).toMatchObject({ failed: 0 });
  const listed = (await eventsOf(stand)).filter(({ customerId }) => customerId === ours);
  expect(seen.filter((line) => line.startsWith(ours))).toEqual(listed.map(({ type }) => `${ours} ${type}`));
  expect((await stateOf(stand)).workspace.plan).toBe("pro");
});

describe("events in any order", () => {
  test("an update of a subscription before its creation", async () => {
    await using stand = await openMoneyStand(database.db, { now });
    await stand.control("webhooks", { mode: "hold" });
    await stand.subscribe("pro");
    expect((await stateOf(stand)).workspace.plan).toBe("starter");
    const events = (await eventsOf(stand)).reverse();
    const types = events.map(({ type }) => type);
    const [updated, created] = ["customer.subscription.updated", "customer.subscription.created"];
    expect(types.indexOf(updated ?? "")).toBeLessThan(types.indexOf(created ?? ""));
    for (const event of events) await processStripeEvent(stand.work(), event);
    expect((await stateOf(stand)).account).toMatchObject({ subscriptionStatus: "active", paidPlan: "pro" });
  });

  test("and any number of times end in the same state", async () => {
    await using stand = await openEventfulStand();
    const events = await eventsOf(stand);
    const { workspaceId } = stand;
    const forget = async () => {
      for (const sql of FORGOTTEN)
        await database.pool.query(sql.replaceAll("OF_IT", `workspace_id = '${workspaceId}'`));
    };
    await forget();
    for (const event of events) await processStripeEvent(stand.work(), event);
    const expected = await stateOf(stand);
    expect(expected.account).toMatchObject({ paidPlan: "pro", subscriptionStatus: "active" });
    expect(expected.invoices).toMatchObject([{ state: "paid", refundedNanos: 3_000_000_000n, disputeState: "lost" }]);
    const kinds = expected.told.map(({ messageKey }) => messageKey.split("/")[0]);
    expect(kinds).toEqual(["plan_changed", "plan_disputed", "plan_paid", "plan_refunded"]);
    expect(expected.words).toEqual([
      "dispute credits 80000000000",
      "dispute payments 80000000000",
      "refund credits 10000000000",
      "refund credits 5000000000",
      "top_up payments 50000000000",
      "top_up payments 80000000000",
    ]);
    const shuffledAndRepeated = fc
      .tuple(
        fc.shuffledSubarray(events, { minLength: events.length }),
        fc.array(fc.nat({ max: events.length - 1 }), { maxLength: 6 }),
        fc.boolean(),
      )
      .map(([order, repeated, isAtOnce]) => ({
        order: [...order, ...repeated.map((index) => events[index] as StripeEvent)],
        isAtOnce,
      }));
    await fc.assert(
      fc.asyncProperty(shuffledAndRepeated, async ({ order, isAtOnce }) => {
        await forget();
        if (isAtOnce) await Promise.all(order.map((event) => processStripeEvent(stand.work(), event)));
        else for (const event of order) await processStripeEvent(stand.work(), event);
        expect(await stateOf(stand)).toEqual(expected);
      }),
      { numRuns: 12 },
    );
  }, 60_000);
});

test("what happens at Stripe by itself comes with its events", async () => {
  await using stand = await openMoneyStand(database.db, { now });
  await stand.subscribe("pro");
  await stand.flush();
  expect((await stateOf(stand)).workspace.plan).toBe("pro");
  await stand.control("clock", { set: "2026-12-01T02:00:00Z" });
  await stand.flush();
  expect((await stateOf(stand)).account?.currentPeriodEnd).toEqual(new Date("2027-01-01T00:00:00Z"));
  const [subscription = ""] = stand.account.tables.subscriptions.keys();
  await stand.stripe.client.subscriptions.cancel(subscription);
  await stand.flush();
  expect((await stateOf(stand)).workspace.plan).toBe("starter");
});

test("events of customers that are nobody here change nothing", async () => {
  await using stand = await openEventfulStand();
  await database.db.stripeCustomer.deleteMany({ where: { workspaceId: stand.workspaceId } });
  const before = await stateOf(stand);
  const { failed } = await pollStripeEvents(stand.work());
  expect(failed).toBe(0);
  expect(await stateOf(stand)).toEqual(before);
});
