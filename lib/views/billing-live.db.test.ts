import { expect, test } from "vitest";
import { setSpendLimit } from "#lib/commands/set-spend-limit.ts";
import { toExactDollars } from "#lib/domain/money.ts";
import { ROLES } from "#lib/domain/permissions.ts";
import { holdEvents } from "#prisma/seed/hold-events.ts";
import { eventsOfDay } from "#prisma/seed/traffic.ts";
import { addTestMember, createTestWorkspace, type TestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { settleHeld } from "#prisma/testing/settle-held.ts";
import { testContext } from "#prisma/testing/test-context.ts";
import { loadBillingLive } from "./billing-live.ts";
import { loadCreditRunway } from "./credit-runway.ts";
import { loadSpendLimitPage } from "./spend-limit-page.ts";

const database = setUpTestDatabase();
const now = new Date("2026-11-14T10:00:00Z");

function trafficOf(workspace: TestWorkspace, requests: number) {
  const source = {
    workspaceId: workspace.workspaceId,
    seed: `${workspace.slug}/${requests}`,
    keys: [[{ apiKeyId: workspace.apiKeyId, memberId: workspace.ownerId }, 1]] as const,
    deployments: [[{ deploymentId: "dep_one", modelId: "qwen3.8-27b", mode: "flex" }, 1]] as const,
    growth: 0,
    weekendFactor: 1,
    inputTokens: 500,
    outputTokens: 90,
  };
  return eventsOfDay(source, { daysAgo: 0, requests, anchor: now });
}

const sumOf = (events: readonly { amountNanos: bigint }[]) =>
  events.reduce((sum, { amountNanos }) => sum + amountNanos, 0n);

async function used() {
  const workspace = await createTestWorkspace(database.db, { now: new Date("2026-11-07T10:00:00Z") });
  const ctx = testContext(database.db, workspace, { userId: workspace.ownerId, role: "owner", now });
  const [settled, held] = [trafficOf(workspace, 20), trafficOf(workspace, 5)];
  await settleHeld(database.pool, settled);
  await holdEvents(database.pool, held);
  return { workspace, ctx, settledNanos: sumOf(settled), heldNanos: sumOf(held) };
}

test("spent, held and available of the period add up, with a limit and without", async () => {
  const { workspace, ctx, settledNanos, heldNanos } = await used();
  const figures = { settled: toExactDollars(settledNanos), held: toExactDollars(heldNanos), openHolds: 5 };
  expect(await loadBillingLive(ctx)).toMatchObject({ ...figures, limit: null, resetsAt: "2026-12-01T00:00:00.000Z" });
  await setSpendLimit(ctx, { scope: "workspace", scopeId: workspace.workspaceId, limit: "10" });
  expect(await loadBillingLive(ctx)).toMatchObject({
    ...figures,
    limit: { amount: "10.00", available: toExactDollars(10_000_000_000n - settledNanos - heldNanos) },
    credits: { held: figures.held, available: toExactDollars(1_000_000_000_000n - settledNanos - heldNanos) },
    included: { granted: "0.00", used: "0.00", left: "0.00" },
  });
});

test("the included inference of a period that has not been opened is what it would open with", async () => {
  const workspace = await createTestWorkspace(database.db, { now, includedNanos: 7_000_000_000n });
  const ctx = testContext(database.db, workspace, { userId: workspace.ownerId, role: "owner", now });
  await database.db.periodSpending.deleteMany({ where: { workspaceId: workspace.workspaceId } });
  expect((await loadBillingLive(ctx)).included).toMatchObject({ granted: "7.00", used: "0.00", left: "7.00" });
});

test("the runway counts from the workspace's first day where that is younger than the pace", async () => {
  const { ctx, settledNanos, heldNanos } = await used();
  const days = Number(((1_000_000_000_000n - settledNanos - heldNanos) * 7n) / settledNanos);
  expect(await loadCreditRunway(ctx)).toEqual({
    atWeeksPace: Math.min(days, 1_000_000),
    atMonthsPace: Math.min(days, 1_000_000),
  });
});

test("what a limit can be set on comes with what it was charged and holds", async () => {
  const { workspace, ctx, settledNanos, heldNanos } = await used();
  const figures = { settled: toExactDollars(settledNanos), held: toExactDollars(heldNanos) };
  const { subjects } = await loadSpendLimitPage(ctx);
  expect(subjects).toMatchObject([
    { scope: "member", scopeId: workspace.ownerId, ...figures },
    { scope: "api_key", scopeId: workspace.apiKeyId, ...figures },
  ]);
});

test.each(ROLES)("what a %s is offered", async (role) => {
  const workspace = await createTestWorkspace(database.db, { now, deployments: [{ modelId: "qwen3.8-27b" }] });
  const userId = await addTestMember(database.db, workspace.workspaceId, { now, role });
  const ctx = testContext(database.db, workspace, { userId, role, now });
  const page = await loadSpendLimitPage(ctx);
  expect(page.subjects.length > 0).toBe(["owner", "admin", "billing"].includes(role));
  expect(page.drill.refusal === null).toBe(["owner", "admin"].includes(role));
  const live = await loadBillingLive(ctx).then(
    () => "shown",
    (error) => error.code,
  );
  expect(live).toBe(["owner", "admin", "billing"].includes(role) ? "shown" : "forbidden");
});
