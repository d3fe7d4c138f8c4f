import { expect, test } from "vitest";
import { removeSpendLimit } from "#lib/commands/remove-spend-limit.ts";
import { setSpendLimit } from "#lib/commands/set-spend-limit.ts";
import { fromExactDollars, sumNanos, toExactDollars } from "#lib/domain/money.ts";
import { ROLES } from "#lib/domain/permissions.ts";
import type { UsageEvent } from "#lib/domain/usage/usage-event.ts";
import { newRequestId } from "#lib/platform/ids.ts";
import { holdEvents } from "#prisma/seed/hold-events.ts";
import {
  addTestMember,
  createTestWorkspace,
  type TestWorkspaceOptions,
} from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { settleHeld } from "#prisma/testing/settle-held.ts";
import { testContext } from "#prisma/testing/test-context.ts";
import { loadSpendLimits } from "./spend-limit.ts";

const database = setUpTestDatabase();
const now = new Date("2026-11-14T10:00:00Z");
const before = (seconds: number) => new Date(now.getTime() - seconds * 1_000);

async function owned(options: Partial<TestWorkspaceOptions> = {}) {
  const workspace = await createTestWorkspace(database.db, { now, ...options });
  const ctx = testContext(database.db, workspace, { userId: workspace.ownerId, role: "owner", now });
  const of = {
    workspace: { scope: "workspace", scopeId: workspace.workspaceId },
    member: { scope: "member", scopeId: workspace.ownerId },
    key: { scope: "api_key", scopeId: workspace.apiKeyId },
  } as const;
  const event = (occurredAt: Date, amountNanos: bigint, change: Partial<UsageEvent> = {}): UsageEvent => ({
    workspaceId: workspace.workspaceId,
    requestId: newRequestId(occurredAt),
    occurredAt,
    settledAt: occurredAt,
    route: "chat.completions",
    modelId: "qwen3.8-27b",
    apiKeyId: workspace.apiKeyId,
    memberId: workspace.ownerId,
    deploymentId: "dep_one",
    priceVersionId: "qwen3.8-27b/flex/2026-01",
    outcome: "succeeded",
    errorClass: null,
    httpStatus: 200,
    isStreamed: false,
    inputTokens: 1,
    cachedInputTokens: 0,
    outputTokens: 0,
    inputNanos: amountNanos,
    cachedInputNanos: 0n,
    outputNanos: 0n,
    amountNanos,
    latencyMs: 10,
    firstByteMs: 5,
    ...change,
  });
  return { workspace, ctx, of, event };
}

test("says what each limit is, what counts against it and what is left, all adding up", async () => {
  const { ctx, of, event } = await owned();
  await setSpendLimit(ctx, { ...of.key, limit: "2", alertAtPercent: [90], hasPaceAlert: false });
  await setSpendLimit(ctx, { ...of.workspace, limit: "4" });
  await setSpendLimit(ctx, { ...of.member, limit: "0.50" });
  await settleHeld(database.pool, [event(before(60), 300_000_000n), event(before(50), 100_000_000n)]);
  await holdEvents(database.pool, [event(before(5), 100_000_000n)]);
  const view = await loadSpendLimits(ctx);
  const used = { settled: "0.40", held: "0.10" };
  const alerts = { alertAtPercent: [50, 80, 100], hasPaceAlert: true };
  expect(view).toMatchObject({
    period: { key: "2026-11", label: "1 - 30 Nov 2026 (UTC)" },
    asOf: "2026-11-14T10:00:00.000Z",
    resetsAt: "2026-12-01T00:00:00.000Z",
    canSet: true,
    ...used,
  });
  const owner = expect.stringContaining("@example.test");
  expect(view.limits).toEqual([
    {
      ...of.workspace,
      name: null,
      limit: "4.00",
      available: "3.50",
      settledShare: 0.1,
      heldShare: 0.025,
      ...used,
      ...alerts,
    },
    {
      ...of.member,
      name: owner,
      limit: "0.50",
      available: "0.00",
      settledShare: 0.8,
      heldShare: 0.2,
      ...used,
      ...alerts,
    },
    {
      ...of.key,
      name: "Test",
      limit: "2.00",
      available: "1.50",
      settledShare: 0.2,
      heldShare: 0.05,
      ...used,
      alertAtPercent: [90],
      hasPaceAlert: false,
    },
  ]);
});

test("a limit lowered below what is spent has nothing available, never less", async () => {
  const { ctx, of, event } = await owned();
  await settleHeld(database.pool, [event(before(60), 300_000_000n)]);
  await setSpendLimit(ctx, { ...of.workspace, limit: "0.10" });
  await setSpendLimit(ctx, { ...of.key, limit: "0" });
  const [workspaces, keys] = (await loadSpendLimits(ctx)).limits;
  expect(workspaces).toMatchObject({ limit: "0.10", settled: "0.30", available: "0.00", settledShare: 3 });
  expect(keys).toMatchObject({ limit: "0.00", settled: "0.30", available: "0.00", settledShare: 1 });
});

test("lists the newest 100 open holds, with the number and sum of all", async () => {
  const { ctx, event } = await owned({ includedNanos: 250n });
  const events = Array.from({ length: 103 }, (_, index) => event(before(index), BigInt(index + 1) * 100n));
  await holdEvents(database.pool, events.slice(1));
  const [newest] = events;
  if (!newest) throw new Error("There are events");
  await holdEvents(database.pool, [{ ...newest, isStreamed: true }]);
  const { holds, held } = await loadSpendLimits(ctx);
  expect(holds.count).toBe(103);
  expect(holds.total).toBe(held);
  expect(fromExactDollars(held)).toBe(sumNanos(events.map(({ amountNanos }) => amountNanos)) - 250n);
  expect(holds.newest.map(({ requestId }) => requestId)).toEqual(
    events.slice(0, 100).map(({ requestId }) => requestId),
  );
  expect(holds.newest[0]).toEqual({
    requestId: newest.requestId,
    amount: "0.0000001",
    included: "0.00",
    ageSeconds: 0,
    keyLabel: "Test",
    modelId: "qwen3.8-27b",
    modelName: "Qwen3.8 27B",
    isStreamed: true,
    isLease: false,
  });
  // The included inference went to the one that asked first.
  expect(holds.newest[1]).toMatchObject({ amount: "0.00", included: "0.0000002", ageSeconds: 1, isStreamed: false });
});

test("a new period starts from zero, and last period's holds are not in it", async () => {
  const { workspace, ctx, of, event } = await owned();
  await setSpendLimit(ctx, { ...of.key, limit: "2" });
  await settleHeld(database.pool, [event(before(60), 300_000_000n)]);
  await holdEvents(database.pool, [event(before(5), 100_000_000n)]);
  const next = new Date("2026-12-01T00:00:00Z");
  const view = await loadSpendLimits(
    testContext(database.db, workspace, { userId: workspace.ownerId, role: "owner", now: next }),
  );
  expect(view).toMatchObject({ settled: "0.00", held: "0.00", holds: { count: 0, total: "0.00", newest: [] } });
  expect(view.limits).toMatchObject([{ settled: "0.00", held: "0.00", available: "2.00" }]);
});

test("without a limit, what is spent is known all the same, also before the period's counters are", async () => {
  const { workspace, ctx, of, event } = await owned();
  await settleHeld(database.pool, [event(before(60), 300_000_000n)]);
  await database.db.periodSpending.deleteMany({ where: { workspaceId: workspace.workspaceId } });
  expect(await loadSpendLimits(ctx)).toMatchObject({ settled: "0.30", held: "0.00", limits: [] });
  await setSpendLimit(ctx, { ...of.key, limit: "2" });
  await removeSpendLimit(ctx, of.key);
  expect(await loadSpendLimits(ctx)).toMatchObject({ settled: "0.30", limits: [] });
});

test("another workspace's limits and holds never appear", async () => {
  const other = await owned();
  for (const target of [other.of.workspace, other.of.member, other.of.key]) {
    await setSpendLimit(other.ctx, { ...target, limit: "2" });
  }
  await holdEvents(database.pool, [other.event(before(5), 100_000_000n)]);
  const { ctx } = await owned();
  expect(await loadSpendLimits(ctx)).toMatchObject({ held: "0.00", limits: [], holds: { count: 0, newest: [] } });
});

test.each(ROLES)("what a %s sees: a member the workspace's and their own, everyone else all", async (role) => {
  const { workspace, ctx: owner, of, event } = await owned();
  const { workspaceId } = workspace;
  const userId = await addTestMember(database.db, workspaceId, { now, role });
  const ownKeyId = `key_own_${role}`;
  await database.db.apiKey.create({
    data: { workspaceId, apiKeyId: ownKeyId, label: "Own", createdByUserId: userId, createdAt: now },
  });
  const own = [
    { scope: "member", scopeId: userId },
    { scope: "api_key", scopeId: ownKeyId },
  ] as const;
  for (const target of [of.workspace, of.member, of.key, ...own]) await setSpendLimit(owner, { ...target, limit: "2" });
  await holdEvents(database.pool, [
    event(before(5), 100_000_000n),
    event(before(4), 20_000_000n, { apiKeyId: ownKeyId, memberId: userId }),
  ]);
  const view = await loadSpendLimits(testContext(database.db, workspace, { userId, role, now }));
  const all = role === "member" ? [of.workspace, ...own] : [of.workspace, of.member, of.key, ...own];
  const ids = (rows: readonly { scopeId: string }[]) => rows.map(({ scopeId }) => scopeId).sort();
  expect(ids(view.limits)).toEqual(ids(all));
  expect(view.holds.newest.map(({ keyLabel }) => keyLabel)).toEqual(role === "member" ? ["Own"] : ["Own", "Test"]);
  expect(view.holds.total).toBe(toExactDollars(role === "member" ? 20_000_000n : 120_000_000n));
  expect(view.held).toBe("0.12");
  expect(view.canSet).toBe(["owner", "admin", "billing"].includes(role));
});
