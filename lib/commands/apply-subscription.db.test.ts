import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NANOS_PER_DOLLAR } from "#lib/domain/money.ts";
import type { BilledSubscription, BillingState } from "#lib/stripe/read-billing.ts";
import { addTestMember, createTestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { applySubscription } from "./apply-subscription.ts";

const database = setUpTestDatabase();
const now = new Date("2026-11-16T00:00:00Z");
const start = new Date("2026-11-01T00:00:00Z");
const end = new Date("2026-12-01T00:00:00Z");

function billed(change: Partial<BilledSubscription>, rest: Partial<BillingState> = {}): BillingState {
  const subscription = {
    id: "sub_one",
    itemId: "si_one",
    status: "active",
    plan: "pro",
    seats: 1,
    periodStart: start,
    periodEnd: end,
    isCancelling: false,
    pendingUpdateExpiresAt: null,
    scheduleId: null,
    scheduled: null,
    endedAt: null,
    isPeriodPaid: true,
    // Whole where it began with the month.
    renewedTo: (change.periodStart ?? start) > start ? null : { plan: change.plan ?? "pro", seats: change.seats ?? 1 },
    ...change,
  } as const;
  return { subscription, liveSubscriptionIds: [subscription.id], card: null, invoices: [], ...rest };
}

const opened = (plan: "starter" | "pro" | "team" | "enterprise" = "starter", includedNanos = 500_000_000n) =>
  createTestWorkspace(database.db, {
    now,
    plan,
    includedNanos,
    deployments: [{ modelId: "qwen3.8-27b", mode: "active", maxReplicas: 20 }],
  });

const apply = (workspaceId: string, billing: BillingState, at = now) =>
  database.db.$transaction((tx) => applySubscription(tx, { workspaceId, billing, now: at, requestId: null }));

/** All that applying may touch. */
async function stateOf(workspaceId: string) {
  const where = { workspaceId };
  const { db } = database;
  return {
    workspace: await db.workspace.findUnique({ where }),
    account: await db.billingAccount.findUnique({ where }),
    periods: await db.periodSpending.findMany({ where }),
    members: await db.member.findMany({ where, orderBy: { userId: "asc" } }),
    deployments: await db.deployment.findMany({ where }),
    keys: await db.apiKey.findMany({ where }),
    planChange: await db.planChange.findUnique({ where }),
    audit: await db.auditEntry.count({ where }),
    outbox: await db.outboxMessage.count({ where }),
  };
}

describe("applySubscription", () => {
  test("twice is the same as once", async () => {
    const { workspaceId } = await opened();
    const team = billed({ plan: "team", seats: 3 });
    expect(await apply(workspaceId, team)).toBe(true);
    const once = await stateOf(workspaceId);
    expect(await apply(workspaceId, team)).toBe(false);
    expect(await stateOf(workspaceId)).toEqual(once);
  });

  test("whatever came before and how often, the last state decides, and nothing is granted twice", async () => {
    const [small, large] = [
      { plan: "team", seats: 2, periodStart: now },
      { plan: "team", seats: 4, periodStart: now },
    ] as const;
    const states = [
      billed({ plan: "pro", periodStart: now }),
      billed(small),
      billed(large),
      billed({ ...large, status: "past_due" }, { invoices: [overdueInvoice()] }),
    ];
    const last = billed(large);
    const expected = await opened();
    await apply(expected.workspaceId, last);
    const { granted: leastGranted, ...settled } = await facts(expected.workspaceId);
    const unpaid = billed({ ...large, status: "incomplete" });
    const orders = fc
      .tuple(fc.boolean(), fc.array(fc.constantFrom(...states), { maxLength: 8 }))
      .map(([startsUnpaid, order]) => (startsUnpaid ? [unpaid, unpaid, ...order] : order));
    await fc.assert(
      fc.asyncProperty(orders, async (order) => {
        const { workspaceId } = await opened();
        for (const state of order) await apply(workspaceId, state);
        await apply(workspaceId, last);
        const { granted, ...rest } = await facts(workspaceId);
        expect(rest).toEqual(settled);
        // Each step up rounds up to a cent of its own, and there are at most three.
        expect(granted - leastGranted).toBeGreaterThanOrEqual(0n);
        expect(granted - leastGranted).toBeLessThanOrEqual(20_000_000n);
      }),
      { numRuns: 25 },
    );
  }, 60_000);

  test("a purchase that was paid yesterday grants from yesterday on", async () => {
    const { workspaceId } = await opened();
    await apply(workspaceId, billed({ plan: "pro", periodStart: new Date("2026-11-11T00:00:00Z") }));
    const [period] = (await stateOf(workspaceId)).periods;
    // Two thirds of $9.50, rounded up to a cent, beside Starter's $0.50.
    expect(period?.includedGrantedNanos).toBe(500_000_000n + 6_340_000_000n);
  });

  test("a plan that ends in the middle of a period takes nothing of the included inference away", async () => {
    const { workspaceId } = await opened();
    await apply(workspaceId, billed({ plan: "team", seats: 2 }));
    const before = (await stateOf(workspaceId)).periods;
    await apply(workspaceId, billed({ status: "canceled", endedAt: now, plan: "team", seats: 2 }));
    const after = await stateOf(workspaceId);
    expect(after.workspace).toMatchObject({ plan: "starter", seats: 0, includedInferenceNanos: 500_000_000n });
    expect(after.periods).toEqual(before);
    expect(after.deployments).toMatchObject([{ state: "stopped" }]);
    expect(after.keys).toMatchObject([{ revokedAt: now }]);
    expect(after.account).toMatchObject({ subscriptionStatus: "canceled", paidPlan: null, paidSeats: 0 });
  });

  test("what is used of the included inference stays, also where the period begins with less", async () => {
    const { workspaceId } = await opened("team", 40n * NANOS_PER_DOLLAR);
    await database.db.workspace.update({ where: { workspaceId }, data: { seats: 2 } });
    await apply(workspaceId, billed({ plan: "team", seats: 2 }));
    await database.pool.query("SELECT open_period($1, '2026-12')", [workspaceId]);
    await database.db.periodSpending.updateMany({
      where: { workspaceId, periodKey: "2026-12" },
      data: { includedUsedNanos: 12n * NANOS_PER_DOLLAR, includedHeldNanos: NANOS_PER_DOLLAR },
    });
    const ended = billed({ status: "canceled", endedAt: end, plan: "team", seats: 2 });
    await apply(workspaceId, ended, new Date("2026-12-01T00:05:00Z"));
    const december = (await stateOf(workspaceId)).periods.find(({ periodKey }) => periodKey === "2026-12");
    expect(december?.includedGrantedNanos).toBe(13n * NANOS_PER_DOLLAR);
  });

  test("members without a seat lose access, and have it again with the seats for it", async () => {
    const { workspaceId, ownerId } = await opened();
    await apply(workspaceId, billed({ plan: "team", seats: 3 }));
    for (let count = 0; count < 2; count += 1) await addTestMember(database.db, workspaceId, { now, role: "member" });
    await apply(workspaceId, billed({ plan: "team", seats: 2 }));
    const suspended = (await stateOf(workspaceId)).members.filter(({ suspendedAt }) => suspendedAt !== null);
    expect(suspended).toHaveLength(1);
    expect(suspended[0]?.userId).not.toBe(ownerId);
    await apply(workspaceId, billed({ plan: "pro" }));
    const { members } = await stateOf(workspaceId);
    expect(members.filter(({ suspendedAt }) => suspendedAt !== null)).toEqual([]);
  });

  test("a missing payment keeps the plan, is noted since its invoice, told once, and so is its end", async () => {
    const { workspaceId } = await opened();
    await apply(workspaceId, billed({ plan: "pro" }));
    const overdue = billed({ plan: "pro", status: "past_due" }, { invoices: [overdueInvoice()] });
    await apply(workspaceId, overdue);
    await apply(workspaceId, overdue, new Date("2026-11-18T00:00:00Z"));
    expect(await stateOf(workspaceId)).toMatchObject({
      workspace: { plan: "pro" },
      account: { pastDueSince: overdueInvoice().createdAt, openInvoiceNanos: 49n * NANOS_PER_DOLLAR },
    });
    await apply(workspaceId, billed({ plan: "pro" }));
    const messages = await database.db.outboxMessage.findMany({
      where: { workspaceId },
      orderBy: { createdAt: "asc" },
    });
    expect(messages.map(({ topic }) => topic).sort()).toEqual(["payment.failed", "payment.recovered", "plan.changed"]);
    expect(await stateOf(workspaceId)).toMatchObject({ account: { pastDueSince: null } });
  });

  test("what the operator gave stays without a subscription, and Enterprise whatever one says", async () => {
    const given = await opened("team", 40n * NANOS_PER_DOLLAR);
    await apply(given.workspaceId, { subscription: null, liveSubscriptionIds: [], card: null, invoices: [] });
    expect(await stateOf(given.workspaceId)).toMatchObject({ workspace: { plan: "team" }, audit: 0 });
    const enterprise = await opened("enterprise", 900n * NANOS_PER_DOLLAR);
    for (const state of [billed({ plan: "pro" }), billed({ plan: "enterprise" }), billed({ status: "canceled" })]) {
      await apply(enterprise.workspaceId, state);
      expect(await stateOf(enterprise.workspaceId)).toMatchObject({
        workspace: { plan: "enterprise", includedInferenceNanos: 900n * NANOS_PER_DOLLAR },
        deployments: [{ mode: "active", maxReplicas: 20, state: "active" }],
      });
    }
  });
});

function overdueInvoice() {
  const createdAt = new Date("2026-11-15T00:00:00Z");
  return {
    stripeInvoiceId: "in_one",
    number: "A-0001",
    state: "open",
    reason: "renewal",
    description: "Pro",
    paidNanos: 0n,
    remainingNanos: 49n * NANOS_PER_DOLLAR,
    isByCard: true,
    isDebt: true,
    hasFailed: true,
    url: "https://pay.test",
    purchaseOrderNumber: null,
    periodStart: createdAt,
    periodEnd: new Date("2026-12-15T00:00:00Z"),
    createdAt,
    finalizedAt: createdAt,
    dueAt: null,
    paidAt: null,
  } as const;
}

async function facts(workspaceId: string) {
  const { workspace, account, periods, members, deployments, planChange } = await stateOf(workspaceId);
  return {
    plan: workspace?.plan,
    seats: workspace?.seats,
    monthly: workspace?.includedInferenceNanos,
    paid: account && [account.paidPlan, account.paidSeats, account.pastDueSince, account.subscriptionStatus],
    granted: periods[0]?.includedGrantedNanos ?? 0n,
    suspended: members.filter(({ suspendedAt }) => suspendedAt !== null).length,
    planChange,
    states: deployments.map(({ state }) => state),
  };
}
