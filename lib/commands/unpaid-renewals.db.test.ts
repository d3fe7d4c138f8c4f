import { expect, test, vi } from "vitest";
import { connectSimulator, type StripeConnection } from "#lib/stripe/connection.ts";
import { type BilledWorkspace, openBilledWorkspace } from "#prisma/testing/billed-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";

vi.stubEnv("APP_URL", "http://console.test");

const database = setUpTestDatabase();
const now = new Date("2026-11-06T09:30:00Z");
const DOLLAR = 1_000_000_000n;

const accountOf = ({ workspace: { workspaceId } }: BilledWorkspace) =>
  database.db.billingAccount.findUniqueOrThrow({ where: { workspaceId } });

/** What a request finds when it is the first of a period. */
async function openedWith({ workspace: { workspaceId } }: BilledWorkspace, periodKey: string) {
  await database.pool.query("SELECT open_period($1, $2)", [workspaceId, periodKey]);
  return (await database.db.periodSpending.findFirst({ where: { workspaceId, periodKey } }))?.includedGrantedNanos;
}

function refusePayments(billed: BilledWorkspace, count: number) {
  for (let index = 0; index < count; index += 1) billed.planPayment("insufficient_funds");
}

/** A second invoice of the subscription, of which the payment fails like that of the first. */
async function addDebt(client: StripeConnection["client"]) {
  const [of] = (await client.subscriptions.list()).data;
  const [customer, subscription] = [String(of?.customer), of?.id ?? ""];
  await client.invoiceItems.create({ customer, subscription, amount: 1_234, currency: "usd", description: "More" });
  const draft = await client.invoices.create({ customer, subscription, auto_advance: false });
  await client.invoices.finalizeInvoice(draft.id ?? "");
  await expect(client.invoices.pay(draft.id ?? "")).rejects.toThrow(/insufficient funds/);
}

async function renewedOnce(plan: "pro" | "team" = "team") {
  const billed = await openBilledWorkspace(database.db, { now: new Date("2026-10-06T09:30:00Z") });
  await billed.subscribe(plan, 2);
  await billed.advanceTo(new Date("2026-11-01T02:00:00Z"));
  return billed;
}

test("an upgrade on the last day adds to the next period when its renewal is paid, and not before", async () => {
  await using billed = await renewedOnce();
  expect(await openedWith(billed, "2026-11")).toBe(40n * DOLLAR);
  await billed.simulator.clock.advanceTo(new Date("2026-11-30T23:58:00Z"));
  expect(await billed.accept(await billed.quote("team", 1_000))).toEqual({ outcome: "changed" });
  await billed.advanceTo(new Date("2026-12-01T00:10:00Z"));
  expect(await openedWith(billed, "2026-12")).toBe(40n * DOLLAR);
  refusePayments(billed, 1);
  await billed.advanceTo(new Date("2026-12-01T02:00:00Z"));
  expect(await accountOf(billed)).toMatchObject({ subscriptionStatus: "past_due" });
  expect(await openedWith(billed, "2026-12")).toBe(40n * DOLLAR);
  // The next attempt of Stripe succeeds.
  await billed.advanceTo(new Date("2026-12-20T00:00:00Z"));
  expect(await accountOf(billed)).toMatchObject({ subscriptionStatus: "active", pastDueSince: null });
  expect(await openedWith(billed, "2026-12")).toBe(20_000n * DOLLAR);
  await billed.sync();
  expect(await openedWith(billed, "2026-12")).toBe(20_000n * DOLLAR);
  expect(await openedWith(billed, "2027-01")).toBe(20_000n * DOLLAR);
});

test("an upgrade while the renewal waits for its charge adds what was paid, once both are paid", async () => {
  await using billed = await renewedOnce();
  await billed.advanceTo(new Date("2026-12-01T00:10:00Z"));
  expect(await billed.accept(await billed.quote("team", 100))).toEqual({ outcome: "changed" });
  expect(await openedWith(billed, "2026-12")).toBe(40n * DOLLAR);
  await billed.advanceTo(new Date("2026-12-01T02:00:00Z"));
  const granted = (await openedWith(billed, "2026-12")) ?? 0n;
  // Ten minutes of 44,640 were over.
  expect(granted).toBeGreaterThan(1_999n * DOLLAR);
  expect(granted).toBeLessThan(2_000n * DOLLAR);
});

test("what was renewed is known by its own price, also when the plan has changed since", async () => {
  await using billed = await renewedOnce("pro");
  await billed.simulator.clock.advanceTo(new Date("2026-11-30T23:00:00Z"));
  expect(await billed.accept(await billed.quote("team", 50))).toEqual({ outcome: "changed" });
  await billed.simulator.clock.advanceTo(new Date("2026-12-01T00:10:00Z"));
  expect(await openedWith(billed, "2026-12")).toBe(10n * DOLLAR);
  await billed.advanceTo(new Date("2026-12-01T02:00:00Z"));
  expect(await openedWith(billed, "2026-12")).toBe(1_000n * DOLLAR);
});

test("a first part of a month is no month: its plan's included inference comes with the first renewal", async () => {
  await using billed = await openBilledWorkspace(database.db, { now: new Date("2026-11-30T22:00:00Z") });
  await billed.subscribe("team", 500);
  await billed.simulator.clock.advanceTo(new Date("2026-12-01T00:10:00Z"));
  expect(await openedWith(billed, "2026-12")).toBe(DOLLAR / 2n);
  await billed.advanceTo(new Date("2026-12-01T02:00:00Z"));
  expect(await openedWith(billed, "2026-12")).toBe(10_000n * DOLLAR);
});

test("a debt outlives the subscription, is owed as a whole, and is over when all of it is paid", async () => {
  await using billed = await openBilledWorkspace(database.db, { now });
  await billed.subscribe("team", 4);
  refusePayments(billed, 20);
  await billed.advanceTo(new Date("2026-12-03T00:00:00Z"));
  const { pastDueSince } = await accountOf(billed);
  expect(pastDueSince).not.toBeNull();
  const { client } = connectSimulator(billed.simulator.url, billed.simulator.apiKey);
  await addDebt(client);
  await billed.advanceTo(new Date("2027-01-03T00:00:00Z"));
  const [subscription] = (await client.subscriptions.list({ status: "all" })).data;
  expect(subscription?.status).toBe("canceled");
  await billed.sync();
  const owed = () => billed.invoices().then((all) => all.filter(({ status }) => status === "open"));
  expect(await owed()).toHaveLength(2);
  const cents = (await owed()).reduce((sum, { amount_remaining }) => sum + amount_remaining, 0);
  expect(await accountOf(billed)).toMatchObject({
    subscriptionStatus: "canceled",
    pastDueSince,
    openInvoiceNanos: BigInt(cents) * 10_000_000n,
    openInvoiceUrl: expect.stringContaining("http"),
  });
  await expect(billed.quote("pro")).rejects.toMatchObject({ message: expect.stringContaining("A payment is missing") });
  billed.simulator.simulator.accountOf(billed.simulator.apiKey).nextOutcomes.length = 0;
  for (let left = await owed(); left.length > 0; left = await owed()) {
    expect(await accountOf(billed)).toMatchObject({ pastDueSince });
    await client.invoices.pay(left[0]?.id ?? "");
    await billed.sync();
  }
  expect(await accountOf(billed)).toMatchObject({ pastDueSince: null, openInvoiceNanos: null });
  await billed.quote("pro");
});
