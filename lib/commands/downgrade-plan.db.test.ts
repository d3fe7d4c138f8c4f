import { describe, expect, test, vi } from "vitest";
import { type BilledWorkspace, openBilledWorkspace } from "#prisma/testing/billed-workspace.ts";
import { addTestMember } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { undoPlanChange } from "./undo-plan-change.ts";

vi.stubEnv("APP_URL", "http://console.test");

const database = setUpTestDatabase();
const now = new Date("2026-11-16T00:00:00Z");
const later = new Date("2026-11-20T00:00:00Z");
const nextMonth = new Date("2026-12-01T00:00:00Z");
const renewed = new Date("2026-12-01T02:00:00Z");

const idOf = ({ workspace: { workspaceId } }: BilledWorkspace) => ({ workspaceId });
const workspaceOf = (billed: BilledWorkspace) =>
  database.db.workspace.findUniqueOrThrow({
    where: idOf(billed),
    select: { plan: true, seats: true, includedInferenceNanos: true },
  });
const accountOf = (billed: BilledWorkspace) => database.db.billingAccount.findUniqueOrThrow({ where: idOf(billed) });
const pendingOf = (billed: BilledWorkspace) => database.db.planChange.findUnique({ where: idOf(billed) });
const auditOf = async (billed: BilledWorkspace) =>
  (await database.db.auditEntry.findMany({ where: idOf(billed) })).map(({ action }) => action);
const grantedIn = async (billed: BilledWorkspace, periodKey: string) =>
  (await database.db.periodSpending.findFirst({ where: { ...idOf(billed), periodKey } }))?.includedGrantedNanos;

async function onPlan(plan: "pro" | "team", seats = 0, options: Parameters<typeof openBilledWorkspace>[1] = { now }) {
  const billed = await openBilledWorkspace(database.db, options);
  await billed.subscribe(plan, seats);
  await billed.simulator.clock.advanceTo(later);
  return billed;
}

const served = (mode: "flex" | "active", maxReplicas: number) => ({ modelId: "qwen3.8-27b", mode, maxReplicas });

describe("a downgrade", () => {
  test("costs nothing today, waits for the next period, and then brings everything within the plan", async () => {
    await using billed = await onPlan("team", 5, { now, deployments: [served("active", 20), served("flex", 2)] });
    const { workspaceId } = billed.workspace;
    for (let count = 0; count < 4; count += 1) await addTestMember(database.db, workspaceId, { now, role: "member" });
    const quoteId = await billed.quote("pro");
    expect(
      await database.db.quote.findUniqueOrThrow({ where: { workspaceId_quoteId: { workspaceId, quoteId } } }),
    ).toMatchObject({
      isImmediate: false,
      effectiveAt: nextMonth,
      lines: [],
      dueTodayNanos: 0n,
      renewalNanos: 49_000_000_000n,
    });
    expect(await billed.accept(quoteId)).toEqual({ outcome: "scheduled", effectiveAt: nextMonth });
    expect(await workspaceOf(billed)).toMatchObject({ plan: "team", seats: 5 });
    expect(await accountOf(billed)).toMatchObject({ stripeScheduleId: expect.any(String), isCancelling: false });
    await billed.advanceTo(renewed);
    expect(await workspaceOf(billed)).toEqual({ plan: "pro", seats: 0, includedInferenceNanos: 10_000_000_000n });
    expect(await pendingOf(billed)).toBeNull();
    const [invoice] = await billed.invoices();
    expect(invoice?.amount_paid).toBe(4_900);
    const deployments = await database.db.deployment.findMany({
      where: { workspaceId },
      orderBy: { maxReplicas: "asc" },
    });
    expect(deployments).toMatchObject([
      { mode: "flex", maxReplicas: 2 },
      { mode: "flex", maxReplicas: 8, minReplicas: 0 },
    ]);
    const members = await database.db.member.findMany({ where: { workspaceId } });
    const suspended = members.filter(({ suspendedAt }) => suspendedAt !== null);
    expect(suspended).toHaveLength(2);
    expect(suspended.map(({ role }) => role)).toEqual(["member", "member"]);
    expect(await database.db.apiKey.count({ where: { workspaceId, revokedAt: null } })).toBe(1);
    const audit = await auditOf(billed);
    for (const action of ["plan_change.scheduled", "plan.changed", "member.suspended", "deployment.limited"]) {
      expect(audit).toContain(action);
    }
  });

  test("a period that began with it has the new plan's included inference, also when a request came first", async () => {
    await using billed = await onPlan("team", 5);
    await billed.advanceTo(renewed);
    expect(await grantedIn(billed, "2026-12")).toBe(100_000_000_000n);
    await billed.accept(await billed.quote("pro"));
    await billed.simulator.clock.advanceTo(new Date("2027-01-01T02:00:00Z"));
    await database.pool.query("SELECT open_period($1, '2027-01')", [billed.workspace.workspaceId]);
    expect(await grantedIn(billed, "2027-01")).toBe(100_000_000_000n);
    await billed.sync();
    expect(await grantedIn(billed, "2027-01")).toBe(10_000_000_000n);
  });

  test("to Starter ends the subscription with the period, stops deployments and revokes keys", async () => {
    await using billed = await onPlan("pro", 0, { now, deployments: [served("flex", 2)] });
    await billed.accept(await billed.quote("starter"));
    expect(await accountOf(billed)).toMatchObject({ isCancelling: true, stripeScheduleId: null });
    await billed.advanceTo(renewed);
    const { workspaceId } = billed.workspace;
    expect(await workspaceOf(billed)).toEqual({ plan: "starter", seats: 0, includedInferenceNanos: 500_000_000n });
    expect(await accountOf(billed)).toMatchObject({ subscriptionStatus: "canceled", paidPlan: null });
    expect(await database.db.deployment.findFirst({ where: { workspaceId } })).toMatchObject({ state: "stopped" });
    expect(await database.db.apiKey.count({ where: { workspaceId, revokedAt: null } })).toBe(0);
    expect(await grantedIn(billed, "2026-12")).toBe(500_000_000n);
    const again = await billed.accept(await billed.quote("pro"));
    expect(again).toMatchObject({ outcome: "checkout" });
  });

  test("undone while another one is confirmed, the other one happens", async () => {
    await using billed = await onPlan("team", 6);
    await billed.accept(await billed.quote("team", 4));
    const other = await billed.quote("pro");
    const { effects } = await database.db.quote.findUniqueOrThrow({
      where: { workspaceId_quoteId: { ...idOf(billed), quoteId: other } },
    });
    expect(effects).toContainEqual(expect.objectContaining({ kind: "waiting_change_ends" }));
    const { faults } = billed.simulator.simulator;
    faults.push({ kind: "slow", waitMs: 1_500, method: "POST", path: "/v1/subscription_schedules/" });
    const undone = undoPlanChange(billed.ctx());
    await vi.waitUntil(() => faults.length === 0, { timeout: 10_000 });
    expect(await billed.accept(other)).toMatchObject({ outcome: "scheduled" });
    await undone;
    expect(await pendingOf(billed)).toMatchObject({ toPlan: "pro" });
    await billed.advanceTo(renewed);
    expect(await workspaceOf(billed)).toMatchObject({ plan: "pro" });
    expect((await billed.invoices())[0]?.amount_paid).toBe(4_900);
  });

  test("undone, it never happens; undone twice or without one, nothing happens", async () => {
    await using billed = await onPlan("team", 4);
    await undoPlanChange(billed.ctx());
    for (const target of ["pro", "starter"] as const) {
      await billed.accept(await billed.quote(target));
      await undoPlanChange(billed.ctx());
      await undoPlanChange(billed.ctx());
      expect(await pendingOf(billed)).toBeNull();
      expect(await accountOf(billed)).toMatchObject({ stripeScheduleId: null, isCancelling: false });
    }
    expect((await auditOf(billed)).filter((action) => action === "plan_change.undone")).toHaveLength(2);
    await billed.advanceTo(renewed);
    expect(await workspaceOf(billed)).toMatchObject({ plan: "team", seats: 4 });
    expect((await billed.invoices())[0]?.amount_paid).toBe(39_600);
  });

  test("changed while it waits, the last one counts", async () => {
    await using billed = await onPlan("team", 6);
    for (const [plan, seats] of [
      ["team", 4],
      ["starter", 0],
      ["pro", 0],
      ["team", 3],
    ] as const) {
      await billed.accept(await billed.quote(plan, seats));
      expect(await pendingOf(billed)).toMatchObject({ toPlan: plan, toSeats: seats });
      const { stripeScheduleId, isCancelling } = await accountOf(billed);
      expect([stripeScheduleId !== null, isCancelling]).toEqual([plan !== "starter", plan === "starter"]);
    }
    await billed.advanceTo(renewed);
    expect(await workspaceOf(billed)).toMatchObject({ plan: "team", seats: 3 });
    expect((await billed.invoices())[0]?.amount_paid).toBe(29_700);
  });

  test("that Stripe refuses leaves what waited before, and the same quote can be confirmed again", async () => {
    await using billed = await onPlan("team", 6);
    await billed.accept(await billed.quote("team", 4));
    const before = await pendingOf(billed);
    const quoteId = await billed.quote("pro");
    for (let count = 0; count < 4; count += 1) {
      billed.simulator.simulator.faults.push({
        kind: "refused",
        status: 500,
        method: "POST",
        path: "/v1/subscription_schedules",
      });
    }
    await expect(billed.accept(quoteId)).rejects.toThrow();
    billed.simulator.simulator.faults.length = 0;
    expect(await pendingOf(billed)).toEqual(before);
    expect(await billed.accept(quoteId)).toMatchObject({ outcome: "scheduled" });
    expect(await pendingOf(billed)).toMatchObject({ toPlan: "pro", quoteId });
  });
});
