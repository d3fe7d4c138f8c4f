import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { centsToNanos } from "#lib/domain/cents.ts";
import { fromExactDollars, sumNanos } from "#lib/domain/money.ts";
import { type BilledWorkspace, openBilledWorkspace } from "#prisma/testing/billed-workspace.ts";
import { addTestMember } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";

vi.stubEnv("APP_URL", "http://console.test");

const database = setUpTestDatabase();
const now = new Date("2026-11-06T09:30:00Z");
const later = new Date("2026-11-16T00:00:00.700Z");

const workspaceOf = ({ workspace: { workspaceId } }: BilledWorkspace) =>
  database.db.workspace.findUniqueOrThrow({
    where: { workspaceId },
    select: { plan: true, seats: true },
  });
const grantedOf = async ({ workspace: { workspaceId } }: BilledWorkspace) =>
  (await database.db.periodSpending.findFirstOrThrow({ where: { workspaceId } })).includedGrantedNanos;
const quoteOf = ({ workspace: { workspaceId } }: BilledWorkspace, quoteId: string) =>
  database.db.quote.findUniqueOrThrow({ where: { workspaceId_quoteId: { workspaceId, quoteId } } });
const pendingOf = ({ workspace: { workspaceId } }: BilledWorkspace) =>
  database.db.planChange.findUnique({ where: { workspaceId } });
const auditOf = async ({ workspace: { workspaceId } }: BilledWorkspace) =>
  (await database.db.auditEntry.findMany({ where: { workspaceId }, orderBy: { at: "asc" } })).map(
    ({ action, actorType }) => `${actorType} ${action}`,
  );
const linesOf = (lines: unknown) => (lines as { amount: string }[]).map(({ amount }) => fromExactDollars(amount));

async function onPlan(plan: "pro" | "team", seats = 0) {
  const billed = await openBilledWorkspace(database.db, { now });
  await billed.subscribe(plan, seats);
  return billed;
}

describe("an upgrade", () => {
  test("is charged exactly as quoted, takes effect at once and grants what the quote says", async () => {
    await using billed = await onPlan("pro");
    const before = await grantedOf(billed);
    await billed.simulator.clock.advanceTo(later);
    const quoteId = await billed.quote("team", 3);
    const quote = await quoteOf(billed, quoteId);
    expect(quote.prorationAt).toEqual(new Date("2026-11-16T00:00:00Z"));
    expect(linesOf(quote.lines).length).toBeGreaterThan(1);
    expect(sumNanos(linesOf(quote.lines))).toBe(quote.dueTodayNanos);
    // Half of the month: 3 x $99 instead of $49.
    expect(quote.dueTodayNanos).toBe(148_500_000_000n - 24_500_000_000n);
    await billed.simulator.clock.advanceTo(new Date("2026-11-16T00:14:59Z"));
    expect(await billed.accept(quoteId)).toEqual({ outcome: "changed" });
    const [invoice] = await billed.invoices();
    expect(centsToNanos(invoice?.amount_paid ?? 0)).toBe(quote.dueTodayNanos);
    expect(await workspaceOf(billed)).toMatchObject({ plan: "team", seats: 3 });
    expect(JSON.stringify(quote.effects)).toContain("$25.00 more included inference");
    expect((await grantedOf(billed)) - before).toBe(25_000_000_000n);
    expect((await auditOf(billed)).slice(-3).sort()).toEqual([
      "system invoice.issued",
      "system plan.changed",
      "user plan_change.confirmed",
    ]);
    await billed.sync();
    expect((await grantedOf(billed)) - before).toBe(25_000_000_000n);
  });

  test("of any size at any moment is charged exactly as quoted", async () => {
    const seats = fc.tuple(fc.integer({ min: 2, max: 40 }), fc.integer({ min: 1, max: 60 }));
    const moment = fc.integer({ min: now.getTime() + 1, max: Date.UTC(2026, 11, 1) - 1_000 });
    await fc.assert(
      fc.asyncProperty(seats, moment, async ([from, more], atMs) => {
        await using billed = await onPlan("team", from);
        await billed.simulator.clock.advanceTo(new Date(atMs));
        const quoteId = await billed.quote("team", from + more);
        const { lines, dueTodayNanos } = await quoteOf(billed, quoteId);
        expect(sumNanos(linesOf(lines))).toBe(dueTodayNanos);
        expect(await billed.accept(quoteId)).toEqual({ outcome: "changed" });
        const [invoice] = await billed.invoices();
        expect(centsToNanos(invoice?.amount_paid ?? -1)).toBe(dueTodayNanos);
      }),
      { numRuns: 15 },
    );
  }, 60_000);

  test("of seats is one as well, prorated", async () => {
    await using billed = await onPlan("team", 2);
    await billed.simulator.clock.advanceTo(later);
    const quoteId = await billed.quote("team", 5);
    expect(await quoteOf(billed, quoteId)).toMatchObject({ kind: "seats", renewalNanos: 495_000_000_000n });
    expect(await billed.accept(quoteId)).toEqual({ outcome: "changed" });
    expect(await workspaceOf(billed)).toMatchObject({ seats: 5 });
  });

  test("that the bank declines leaves the plan, says what the bank said and can be tried again", async () => {
    await using billed = await onPlan("pro");
    const granted = await grantedOf(billed);
    billed.planPayment("insufficient_funds");
    const quoteId = await billed.quote("team", 2);
    expect(await billed.accept(quoteId)).toEqual({
      outcome: "declined",
      message: expect.stringMatching(/insufficient funds.*Nothing has changed and nothing was charged/),
      invoiceUrl: expect.stringContaining("http"),
    });
    expect(await workspaceOf(billed)).toMatchObject({ plan: "pro" });
    expect(await grantedOf(billed)).toBe(granted);
    expect(await auditOf(billed)).toContain("user plan_change.declined");
    await expect(billed.accept(quoteId)).rejects.toMatchObject({ code: "conflict" });
    expect(await billed.accept(await billed.quote("team", 2))).toEqual({ outcome: "changed" });
    expect(await workspaceOf(billed)).toMatchObject({ plan: "team", seats: 2 });
  });

  test("that the bank wants confirmed changes nothing and leads to the page for it", async () => {
    await using billed = await onPlan("pro");
    billed.planPayment("authentication_required");
    expect(await billed.accept(await billed.quote("team", 2))).toEqual({
      outcome: "requires_action",
      message: expect.stringContaining("confirm this payment"),
      invoiceUrl: expect.stringContaining("http"),
    });
    expect(await workspaceOf(billed)).toMatchObject({ plan: "pro" });
  });

  test("takes the place of a downgrade that waits; when it is declined, the downgrade waits on", async () => {
    await using billed = await onPlan("team", 4);
    await billed.simulator.clock.advanceTo(later);
    await billed.accept(await billed.quote("pro"));
    const pending = await pendingOf(billed);
    expect(pending).toMatchObject({ toPlan: "pro" });
    billed.planPayment("card_declined");
    expect(await billed.accept(await billed.quote("team", 6))).toMatchObject({ outcome: "declined" });
    expect(await pendingOf(billed)).toEqual(pending);
    await billed.sync();
    const scheduled = await database.db.billingAccount.findUniqueOrThrow({
      where: { workspaceId: billed.workspace.workspaceId },
    });
    expect(scheduled.stripeScheduleId).not.toBeNull();
    await billed.simulator.clock.advanceTo(new Date("2026-11-17T00:00:00Z"));
    expect(await billed.accept(await billed.quote("team", 6))).toEqual({ outcome: "changed" });
    expect(await pendingOf(billed)).toBeNull();
    await billed.advanceTo(new Date("2026-12-01T02:00:00Z"));
    expect(await workspaceOf(billed)).toMatchObject({ plan: "team", seats: 6 });
  });

  test("whose answer is lost is charged once, however often it is confirmed", async () => {
    await using billed = await onPlan("pro");
    const quoteId = await billed.quote("team", 2);
    const quote = await quoteOf(billed, quoteId);
    for (let count = 0; count < 4; count += 1) {
      billed.simulator.simulator.faults.push({ kind: "lost", method: "POST", path: "/v1/subscriptions/" });
    }
    await expect(billed.accept(quoteId)).rejects.toThrow();
    billed.simulator.simulator.faults.length = 0;
    await expect(billed.accept(quoteId)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringMatching(/^You already have/),
    });
    expect(await workspaceOf(billed)).toMatchObject({ plan: "team", seats: 2 });
    const paid = (await billed.invoices()).filter(({ billing_reason }) => billing_reason === "subscription_update");
    expect(paid.map(({ amount_paid }) => centsToNanos(amount_paid))).toEqual([quote.dueTodayNanos]);
  });

  test("that cannot be priced is an error, and no quote", async () => {
    await using billed = await onPlan("pro");
    for (let count = 0; count < 4; count += 1) {
      billed.simulator.simulator.faults.push({ kind: "refused", status: 500, path: "/v1/invoices/create_preview" });
    }
    await expect(billed.quote("team", 2)).rejects.toThrow();
    const { workspaceId } = billed.workspace;
    expect(await database.db.quote.count({ where: { workspaceId, fromPlan: "pro" } })).toBe(0);
  });

  test("counts members when it is confirmed: who joined or left since the quote is who is there", async () => {
    await using billed = await onPlan("team", 4);
    const { workspaceId } = billed.workspace;
    const joined = [];
    for (let count = 0; count < 3; count += 1) {
      joined.push(await addTestMember(database.db, workspaceId, { now, role: "member" }));
    }
    await expect(billed.quote("team", 3)).rejects.toMatchObject({ fieldErrors: { seats: expect.any(String) } });
    await database.db.member.deleteMany({ where: { workspaceId, userId: joined[0] } });
    const quoteId = await billed.quote("team", 3);
    await addTestMember(database.db, workspaceId, { now, role: "member" });
    await expect(billed.accept(quoteId)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("4 seats are in use"),
    });
    await database.db.member.deleteMany({ where: { workspaceId, userId: joined[1] } });
    expect(await billed.accept(quoteId)).toMatchObject({ outcome: "scheduled" });
  });
});
