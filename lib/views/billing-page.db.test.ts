import { describe, expect, test, vi } from "vitest";
import { ROLES } from "#lib/domain/permissions.ts";
import { type BilledWorkspace, openBilledWorkspace } from "#prisma/testing/billed-workspace.ts";
import { addTestMember } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { loadBillingPage } from "./billing-page.ts";
import { loadPlanQuote } from "./plan-quote.ts";

vi.stubEnv("APP_URL", "http://console.test");

const database = setUpTestDatabase();
const now = new Date("2026-11-16T00:00:00Z");

function asRole(billed: BilledWorkspace, role: (typeof ROLES)[number]) {
  const ctx = billed.ctx();
  return ctx.actor.type === "user" ? { ...ctx, actor: { ...ctx.actor, role } } : ctx;
}

describe("Settings > Billing", () => {
  test("on Starter: free, one seat, no charge, and the ways to the other plans", async () => {
    await using billed = await openBilledWorkspace(database.db, { now });
    const view = await loadBillingPage(billed.ctx());
    expect(view).toMatchObject({
      asOf: now.toISOString(),
      payments: "simulated",
      plan: { id: "starter", name: "Starter", monthly: "0.00", perSeat: null },
      nextCharge: null,
      seats: { total: 1, used: 1, suspended: 0, isSold: false, minimum: 1 },
      pendingChange: null,
      payment: { kind: "ok" },
      card: null,
      contract: null,
      can: { changePlan: true, changeSeats: true, buyCredits: true, changeCard: true },
    });
    expect(view.plans.map(({ id, way, minSeats }) => [id, way, minSeats])).toEqual([
      ["starter", "current", null],
      ["pro", "upgrade", null],
      ["team", "upgrade", 2],
      ["enterprise", "contact_sales", null],
    ]);
    expect(await loadBillingPage({ ...billed.ctx(), stripe: null })).toMatchObject({ payments: "not_configured" });
  });

  test("on Team: the seats, the next charge and the card; with a change that waits, what that will cost", async () => {
    await using billed = await openBilledWorkspace(database.db, { now });
    await billed.subscribe("team", 4);
    await addTestMember(database.db, billed.workspace.workspaceId, { now, role: "member" });
    const view = await loadBillingPage(billed.ctx());
    expect(view).toMatchObject({
      plan: { id: "team", monthly: "396.00", perSeat: "99.00" },
      nextCharge: { amount: "396.00", at: "2026-12-01T00:00:00.000Z" },
      seats: { total: 4, used: 2, isSold: true, minimum: 2 },
      card: { brand: "visa", last4: "4242", expiry: "valid" },
    });
    await billed.accept(await billed.quote("pro"));
    const pending = await loadBillingPage(billed.ctx());
    expect(pending).toMatchObject({
      nextCharge: { amount: "49.00" },
      pendingChange: {
        planId: "pro",
        planName: "Pro",
        seats: null,
        effectiveAt: "2026-12-01T00:00:00.000Z",
        requestedBy: expect.stringContaining("@example.test"),
        canUndo: true,
      },
    });
    expect(pending.plans.find(({ id }) => id === "pro")?.way).toBe("pending");
    expect((await loadBillingPage(asRole(billed, "billing"))).pendingChange?.canUndo).toBe(false);
    await billed.simulator.clock.advanceTo(new Date("2026-11-17T00:00:00Z"));
    await billed.accept(await billed.quote("starter"));
    expect(await loadBillingPage(billed.ctx())).toMatchObject({
      nextCharge: null,
      pendingChange: { planId: "starter" },
    });
  });

  test("with a payment missing: what is due, where to pay and how many days are left; then read-only", async () => {
    await using billed = await openBilledWorkspace(database.db, { now });
    await billed.subscribe("pro");
    for (let count = 0; count < 9; count += 1) billed.planPayment("card_declined");
    await billed.advanceTo(new Date("2026-12-02T12:00:00Z"));
    expect((await loadBillingPage(billed.ctx())).payment).toEqual({
      kind: "grace",
      since: expect.stringMatching(/^2026-12-01T/),
      until: expect.stringMatching(/^2026-12-08T/),
      daysLeft: 6,
      amount: "49.00",
      payUrl: expect.stringContaining("http"),
    });
    const late = { ...billed.ctx(), now: new Date("2026-12-09T00:00:00Z") };
    expect((await loadBillingPage(late)).payment).toMatchObject({ kind: "read_only", daysLeft: 0 });
  });

  test.each(ROLES)("%s", async (role) => {
    await using billed = await openBilledWorkspace(database.db, { now });
    const quoteId = await billed.quote("pro");
    const ctx = asRole(billed, role);
    if (role === "member" || role === "viewer") {
      await expect(loadBillingPage(ctx)).rejects.toMatchObject({ code: "forbidden" });
      await expect(loadPlanQuote(ctx, { quoteId })).rejects.toMatchObject({ code: "forbidden" });
      return;
    }
    const isOwner = role === "owner";
    expect((await loadBillingPage(ctx)).can).toMatchObject({ changePlan: isOwner, changeSeats: isOwner });
    expect(await loadPlanQuote(ctx, { quoteId })).toMatchObject({ canAccept: isOwner });
  });
});

describe("a quote's screen", () => {
  test("shows every line, what is due and what it is paid with, and how it stands", async () => {
    await using billed = await openBilledWorkspace(database.db, { now });
    const start = await billed.quote("pro");
    expect(await loadPlanQuote(billed.ctx(), { quoteId: start })).toMatchObject({
      kind: "plan",
      direction: "upgrade",
      from: { planId: "starter", planName: "Starter", seats: null },
      to: { planId: "pro", planName: "Pro", seats: null },
      dueToday: "24.50",
      renewal: "49.00",
      renewsAt: "2026-12-01T00:00:00.000Z",
      paysBy: "checkout",
      cardLabel: null,
      state: "valid",
      outcome: null,
    });
    await billed.subscribe("team", 2);
    expect(await loadPlanQuote(billed.ctx(), { quoteId: start })).toMatchObject({ state: "stale" });
    const more = await billed.quote("team", 3);
    const view = await loadPlanQuote(billed.ctx(), { quoteId: more });
    expect(view).toMatchObject({
      kind: "seats",
      from: { seats: 2 },
      to: { seats: 3 },
      paysBy: "card",
      cardLabel: "Visa ending in 4242",
      lines: expect.arrayContaining([expect.objectContaining({ isProration: true })]),
      effects: expect.arrayContaining([expect.objectContaining({ tone: "gain", kind: "included_gained" })]),
    });
    await billed.accept(more);
    expect(await loadPlanQuote(billed.ctx(), { quoteId: more })).toMatchObject({
      state: "accepted",
      outcome: "changed",
    });
    const less = await billed.quote("pro");
    expect(await loadPlanQuote(billed.ctx(), { quoteId: less })).toMatchObject({
      direction: "downgrade",
      isImmediate: false,
      dueToday: "0.00",
      paysBy: "nothing",
      lines: [],
    });
    await billed.simulator.clock.advanceTo(new Date("2026-11-16T00:15:00Z"));
    expect(await loadPlanQuote(billed.ctx(), { quoteId: less })).toMatchObject({ state: "expired" });
  });

  test("does not exist in another workspace", async () => {
    await using billed = await openBilledWorkspace(database.db, { now });
    await using other = await openBilledWorkspace(database.db, { now });
    const quoteId = await billed.quote("pro");
    await expect(loadPlanQuote(other.ctx(), { quoteId })).rejects.toMatchObject({ code: "not_found" });
  });
});
