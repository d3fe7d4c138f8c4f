import { describe, expect, test, vi } from "vitest";
import { findStripeCustomerId } from "#lib/data/stripe-customers.ts";
import { centsToNanos } from "#lib/domain/cents.ts";
import { GOOD_CARD, visitPage } from "#lib/stripe-simulator/checkout/testing/page-visit.ts";
import { loadPlanQuote } from "#lib/views/plan-quote.ts";
import { openBilledWorkspace } from "#prisma/testing/billed-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";

vi.stubEnv("APP_URL", "http://console.test");

const database = setUpTestDatabase();
/** Half of November is left. */
const now = new Date("2026-11-16T00:00:00Z");
const BUYER = { email: "buyer@example.test", ...GOOD_CARD };

const workspaceOf = (workspaceId: string) =>
  database.db.workspace.findUniqueOrThrow({
    where: { workspaceId },
    select: { plan: true, seats: true },
  });
const periodOf = (workspaceId: string) => database.db.periodSpending.findFirst({ where: { workspaceId } });
const quoteOf = (workspaceId: string, quoteId: string) =>
  database.db.quote.findUniqueOrThrow({ where: { workspaceId_quoteId: { workspaceId, quoteId } } });

describe("from Starter", () => {
  test("a quote says what today costs to the cent, and the page charges no more and no less", async () => {
    await using billed = await openBilledWorkspace(database.db, { now });
    const { workspaceId } = billed.workspace;
    const quoteId = await billed.quote("team", 3);
    const quote = await quoteOf(workspaceId, quoteId);
    expect(quote).toMatchObject({
      kind: "plan",
      isImmediate: true,
      dueTodayNanos: 148_500_000_000n,
      renewalNanos: 297_000_000_000n,
      renewsAt: new Date("2026-12-01T00:00:00Z"),
      expiresAt: new Date("2026-11-16T00:15:00Z"),
    });
    const accepted = await billed.accept(quoteId);
    if (accepted.outcome !== "checkout") throw new Error(accepted.outcome);
    expect((await workspaceOf(workspaceId)).plan).toBe("starter");
    const paid = await (await visitPage(accepted.url)).submit(BUYER);
    expect(paid.leftFor).toContain(
      `http://console.test/${billed.workspace.slug}/settings/billing/checkout?id=cs_test_`,
    );
    await billed.sync();
    const [invoice] = await billed.invoices();
    expect(centsToNanos(invoice?.amount_paid ?? 0)).toBe(quote.dueTodayNanos);
    expect(await workspaceOf(workspaceId)).toEqual({ plan: "team", seats: 3 });
    // Half of the difference between $60 and Starter's $0.50.
    expect(await periodOf(workspaceId)).toMatchObject({ includedGrantedNanos: 500_000_000n + 29_750_000_000n });
    expect(JSON.stringify(quote.effects)).toContain("$29.75 more included inference");
  });

  test("Stripe prorates to the second at which its page is paid, so that a quote says the most that it charges", async () => {
    await using billed = await openBilledWorkspace(database.db, { now });
    const { workspaceId } = billed.workspace;
    const quoteId = await billed.quote("team", 100);
    const accepted = await billed.accept(quoteId);
    if (accepted.outcome !== "checkout") throw new Error(accepted.outcome);
    await billed.simulator.clock.advanceTo(new Date(now.getTime() + 50 * 60_000));
    expect((await (await visitPage(accepted.url)).submit(BUYER)).leftFor).not.toBeNull();
    const [invoice] = await billed.invoices();
    const charged = centsToNanos(invoice?.amount_paid ?? 0);
    expect(charged).toBeGreaterThan(0n);
    expect(charged).toBeLessThan((await quoteOf(workspaceId, quoteId)).dueTodayNanos);
    expect(await loadPlanQuote(billed.ctx(), { quoteId })).toMatchObject({ isDueAtMost: true });
  });

  test("a page that would charge more than the quote said is not opened", async () => {
    await using billed = await openBilledWorkspace(database.db, { now });
    const first = await billed.accept(await billed.quote("pro"));
    if (first.outcome !== "checkout") throw new Error(first.outcome);
    const quoteId = await billed.quote("team", 2);
    const customerId = (await findStripeCustomerId(database.db, billed.workspace.workspaceId)) ?? "";
    const debit = { amount: 5_000, currency: "usd" };
    await billed.ctx().stripe?.client.customers.createBalanceTransaction(customerId, debit);
    await expect(billed.accept(quoteId)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("Nothing was charged"),
    });
  });

  test("an incomplete purchase gives no plan", async () => {
    await using billed = await openBilledWorkspace(database.db, { now });
    const accepted = await billed.accept(await billed.quote("pro"));
    if (accepted.outcome !== "checkout") throw new Error(accepted.outcome);
    billed.planPayment("card_declined");
    expect((await (await visitPage(accepted.url)).submit(BUYER)).leftFor).toBeNull();
    await billed.sync();
    expect((await workspaceOf(billed.workspace.workspaceId)).plan).toBe("starter");
  });

  test("a second page closes the first one, so that two tabs never end in two subscriptions", async () => {
    await using billed = await openBilledWorkspace(database.db, { now });
    const first = await billed.accept(await billed.quote("pro"));
    const second = await billed.accept(await billed.quote("team", 2));
    if (first.outcome !== "checkout" || second.outcome !== "checkout") throw new Error("Not sent to pages");
    expect((await (await visitPage(first.url)).submit(BUYER)).leftFor).toBeNull();
    expect((await (await visitPage(second.url)).submit(BUYER)).leftFor).not.toBeNull();
    await billed.sync();
    expect(await workspaceOf(billed.workspace.workspaceId)).toMatchObject({ plan: "team", seats: 2 });
    expect(await billed.invoices()).toHaveLength(1);
  });

  test("of two that are confirmed at once, one goes on and the other is told", async () => {
    await using billed = await openBilledWorkspace(database.db, { now });
    const quoteIds = [await billed.quote("pro"), await billed.quote("team", 2)];
    const results = await Promise.allSettled([...quoteIds, ...quoteIds].map((quoteId) => billed.accept(quoteId)));
    const opened = results.filter(({ status }) => status === "fulfilled");
    const pages = await database.db.quote.findMany({ where: { workspaceId: billed.workspace.workspaceId } });
    const urls = new Set(
      opened.flatMap((result) => (result.status === "fulfilled" ? [JSON.stringify(result.value)] : [])),
    );
    expect(urls.size).toBe(pages.filter(({ outcome }) => outcome === "checkout").length);
    for (const result of results) {
      if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "conflict" });
    }
    const stripe = billed.ctx().stripe?.client;
    const sessions = await stripe?.checkout.sessions.list({ limit: 100 });
    expect(sessions?.data.filter(({ status }) => status === "open")).toHaveLength(1);
  });

  test("once a page is paid, a quote from before it buys nothing more", async () => {
    await using billed = await openBilledWorkspace(database.db, { now });
    const late = await billed.quote("team", 2);
    const accepted = await billed.accept(await billed.quote("pro"));
    if (accepted.outcome !== "checkout") throw new Error(accepted.outcome);
    await (await visitPage(accepted.url)).submit(BUYER);
    await expect(billed.accept(late)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("have changed since"),
    });
    expect(await billed.invoices()).toHaveLength(1);
  });

  test("a page whose opening got no answer is closed before another one is opened", async () => {
    await using billed = await openBilledWorkspace(database.db, { now });
    const lost = await billed.quote("pro");
    const { workspaceId } = billed.workspace;
    const first = await billed.accept(lost);
    if (first.outcome !== "checkout") throw new Error(first.outcome);
    // As if the process had ended after Stripe opened the page and before that was noted.
    await database.db.quote.updateMany({ where: { workspaceId }, data: { outcome: null, checkoutSessionId: null } });
    const minutesLater = new Date(now.getTime() + 330_000);
    await billed.advanceTo(minutesLater);
    const second = await billed.accept(await billed.quote("team", 2));
    expect(second.outcome).toBe("checkout");
    expect((await (await visitPage(first.url)).submit(BUYER)).leftFor).toBeNull();
  });
});

test("nothing is bought when the period may end before the page is paid", async () => {
  const lastHour = new Date("2026-11-30T23:11:00Z");
  await using billed = await openBilledWorkspace(database.db, { now: lastHour });
  await expect(billed.quote("pro")).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringMatching(/after 00:00 UTC/),
  });
  await billed.simulator.clock.advanceTo(new Date("2026-12-01T00:00:01Z"));
  await billed.subscribe("pro");
  expect(await billed.invoices()).toMatchObject([{ status: "paid", total: 4_900 }]);
});
