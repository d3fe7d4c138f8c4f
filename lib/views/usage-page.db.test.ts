import { expect, test } from "vitest";
import { fromExactDollars, sumNanos, toExactDollars } from "#lib/domain/money.ts";
import { eventsOfDay, SEED_DAYS, type TrafficSource } from "#prisma/seed/traffic.ts";
import { createTestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { settleHeld } from "#prisma/testing/settle-held.ts";
import { testContext } from "#prisma/testing/test-context.ts";
import { loadApiKeysPage } from "./api-keys-page.ts";
import { loadUsagePage } from "./usage-page.ts";

const database = setUpTestDatabase();
const now = new Date("2026-11-14T10:30:00Z");

async function busyWorkspace() {
  const workspace = await createTestWorkspace(database.db, { now });
  const source: TrafficSource = {
    workspaceId: workspace.workspaceId,
    seed: workspace.slug,
    keys: [[{ apiKeyId: workspace.apiKeyId, memberId: workspace.ownerId }, 1]],
    deployments: [
      [{ deploymentId: "dep_one", modelId: "qwen3.8-27b", mode: "flex" }, 2],
      [{ deploymentId: "dep_two", modelId: "deepseek-v4-pro", mode: "active" }, 1],
    ],
    growth: 0,
    weekendFactor: 1,
    inputTokens: 500,
    outputTokens: 90,
  };
  const events = Array.from({ length: SEED_DAYS }, (_, daysAgo) =>
    eventsOfDay(source, { daysAgo, requests: 12, anchor: now }),
  ).flat();
  await settleHeld(database.pool, events);
  const ctx = testContext(database.db, workspace, { userId: workspace.ownerId, role: "viewer", now });
  return { workspace, events, ctx };
}

test("every figure of the page is the sum of the period's events, to the nano-dollar", async () => {
  const { events, ctx } = await busyWorkspace();
  for (const periodKey of ["2026-11", "2026-10", "2026-09"]) {
    const own = events.filter((event) => event.occurredAt.toISOString().startsWith(periodKey));
    const view = await loadUsagePage(ctx, { periodKey });
    const amount = sumNanos(own.map((event) => event.amountNanos));
    expect(own.length).toBeGreaterThan(100);
    expect(view.cost.total).toBe(toExactDollars(amount));
    expect(sumNanos(view.days.map((day) => fromExactDollars(day.cost)))).toBe(amount);
    expect(sumNanos(view.models.map((model) => fromExactDollars(model.cost.total)))).toBe(amount);
    expect(sumNanos([view.cost.input, view.cost.cachedInput, view.cost.output].map(fromExactDollars))).toBe(amount);
    for (const day of view.days)
      expect(sumNanos(day.byModel.map((part) => fromExactDollars(part.cost)))).toBe(fromExactDollars(day.cost));
    expect(view.tokens.total).toBe(
      own.reduce((sum, event) => sum + event.inputTokens + event.cachedInputTokens + event.outputTokens, 0),
    );
    expect(view.requests).toEqual({
      total: own.length,
      served: own.filter((event) => event.outcome !== "failed").length,
      failed: own.filter((event) => event.outcome === "failed").length,
    });
    expect(view.errors.reduce((sum, row) => sum + row.requests, 0)).toBe(view.requests.failed);
    expect(view.models.map((model) => fromExactDollars(model.cost.total))).toEqual(
      view.models.map((model) => fromExactDollars(model.cost.total)).sort((one, other) => (one > other ? -1 : 1)),
    );
  }
});

test("days are the UTC days of the month, with today unfinished and the rest to come", async () => {
  const { ctx } = await busyWorkspace();
  const view = await loadUsagePage(ctx, { periodKey: null });
  expect(view.period).toEqual({ key: "2026-11", label: "1 - 30 Nov 2026 (UTC)", isCurrent: true });
  expect(view.periods.map((period) => period.key)).toEqual(["2026-11", "2026-10", "2026-09"]);
  expect(view.days).toHaveLength(30);
  expect(view.days.map((day) => day.state)).toEqual([
    ...Array(13).fill("complete"),
    "unfinished",
    ...Array(16).fill("future"),
  ]);
  const october = await loadUsagePage(ctx, { periodKey: "2026-10" });
  expect(october.days).toHaveLength(31);
  const firstDays = october.days.slice(0, 14).map((day) => fromExactDollars(day.cost));
  expect(view.comparison).toEqual({ label: "1 - 14 Oct 2026", cost: toExactDollars(sumNanos(firstDays)) });
  const september = await loadUsagePage(ctx, { periodKey: "2026-09" });
  expect(october.comparison).toEqual({ label: "1 - 30 Sep 2026 (UTC)", cost: september.cost.total });
  expect(view.days.map((day) => day.previousCost)).toEqual(october.days.slice(0, 30).map((day) => day.cost));
  expect(october.days[30]?.previousCost).toBeNull();
});

test.each(["2026-08", "2026-12", "2026-13", "", "all"])("the period %j is not shown", async (periodKey) => {
  const { ctx } = await busyWorkspace();
  await expect(loadUsagePage(ctx, { periodKey })).rejects.toMatchObject({ code: "not_found" });
});

test("another workspace's usage is not in it", async () => {
  await busyWorkspace();
  const empty = await createTestWorkspace(database.db, { now });
  const view = await loadUsagePage(testContext(database.db, empty, { userId: empty.ownerId, role: "owner", now }), {
    periodKey: null,
  });
  expect(view).toMatchObject({ requests: { total: 0 }, cost: { total: "0.00" }, models: [] });
});

test("the page reads at most three statements, whatever the traffic", async () => {
  const { ctx } = await busyWorkspace();
  await database.pool.query("SELECT 1");
  const statements: string[] = [];
  const counted = ctx.db.$extends({
    query: {
      $queryRaw({ args, query }) {
        statements.push("raw");
        return query(args);
      },
      $allOperations({ operation, args, query }) {
        if (operation !== "$queryRaw") statements.push(operation);
        return query(args);
      },
    },
  });
  await loadUsagePage({ ...ctx, db: counted as unknown as typeof ctx.db }, { periodKey: null });
  expect(statements.length).toBeGreaterThan(0);
  expect(statements.length).toBeLessThanOrEqual(3);
});

test.each([
  ["active", "gpt-oss-120b"],
  ["stopped", null],
] as const)("the example request names a chat model whose deployment is %s: %s", async (state, modelId) => {
  const workspace = await createTestWorkspace(database.db, {
    now,
    deployments: [{ modelId: "bge-large-en-v1.5" }, { modelId: "gpt-oss-120b", state }],
  });
  const ctx = testContext(database.db, workspace, { userId: workspace.ownerId, role: "owner", now });
  expect((await loadUsagePage(ctx, { periodKey: null })).snippetModelId).toBe(modelId);
  expect((await loadApiKeysPage(ctx)).snippetModelId).toBe(modelId);
});
