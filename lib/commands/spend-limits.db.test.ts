import { describe, expect, test } from "vitest";
import type { Context } from "#lib/context.ts";
import { NANOS_PER_DOLLAR } from "#lib/domain/money.ts";

import { ROLES } from "#lib/domain/permissions.ts";
import { settleUsage } from "#lib/gateway/settlement.ts";
import { holdEvents } from "#prisma/seed/hold-events.ts";
import { eventsOfDay } from "#prisma/seed/traffic.ts";
import { addTestMember, createTestWorkspace, type TestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { settleHeld } from "#prisma/testing/settle-held.ts";
import { testContext } from "#prisma/testing/test-context.ts";
import { removeSpendLimit } from "./remove-spend-limit.ts";
import { setSpendLimit } from "./set-spend-limit.ts";

const database = setUpTestDatabase();
const now = new Date("2026-11-14T10:00:00Z");

async function owned() {
  const workspace = await createTestWorkspace(database.db, { now });
  const ctx = testContext(database.db, workspace, { userId: workspace.ownerId, role: "owner", now });
  const ofWorkspace = { scope: "workspace", scopeId: workspace.workspaceId } as const;
  const ofMember = { scope: "member", scopeId: workspace.ownerId } as const;
  const ofKey = { scope: "api_key", scopeId: workspace.apiKeyId } as const;
  return { workspace, ctx, ofWorkspace, ofMember, ofKey };
}

/** A day's requests of the workspace's key. */
function trafficOf(workspace: TestWorkspace, requests: number, daysAgo = 0) {
  const source = {
    workspaceId: workspace.workspaceId,
    seed: `${workspace.slug}/${requests}/${daysAgo}`,
    keys: [[{ apiKeyId: workspace.apiKeyId, memberId: workspace.ownerId }, 1]] as const,
    deployments: [[{ deploymentId: "dep_one", modelId: "qwen3.8-27b", mode: "flex" }, 1]] as const,
    growth: 0,
    weekendFactor: 1,
    inputTokens: 500,
    outputTokens: 90,
  };
  return eventsOfDay(source, { daysAgo, requests, anchor: now });
}

/** Entries of the same millisecond are in no order. */
const later = (ctx: Context, ms: number): Context => ({ ...ctx, now: new Date(now.getTime() + ms) });

const sumOf = (events: readonly { amountNanos: bigint }[]) =>
  events.reduce((sum, { amountNanos }) => sum + amountNanos, 0n);
const limitsOf = (workspaceId: string) =>
  database.db.spendLimit.findMany({ where: { workspaceId }, orderBy: { scope: "asc" } });
const countersOf = (workspaceId: string) => database.db.scopeSpending.findMany({ where: { workspaceId } });
const auditOf = (workspaceId: string) =>
  database.db.auditEntry.findMany({ where: { workspaceId }, orderBy: { auditEntryId: "asc" } });

describe("setSpendLimit", () => {
  test("stores a limit with the usual alerts, audits it and says what it does", async () => {
    const { workspace, ctx, ofWorkspace } = await owned();
    expect(await setSpendLimit(ctx, { ...ofWorkspace, limit: "$1,250.50" })).toMatchObject({
      kind: "leaves_room",
      roomNanos: 1_250_500_000_000n,
    });
    expect(await limitsOf(workspace.workspaceId)).toEqual([
      {
        workspaceId: workspace.workspaceId,
        ...ofWorkspace,
        limitNanos: 1_250_500_000_000n,
        alertAtPercent: [50, 80, 100],
        hasPaceAlert: true,
        updatedAt: now,
      },
    ]);
    expect(await auditOf(workspace.workspaceId)).toMatchObject([
      {
        action: "spend_limit.set",
        actorId: workspace.ownerId,
        targetType: "spend_limit",
        targetId: workspace.workspaceId,
        before: null,
        after: { scope: "workspace", limit: "1250.50", alertAtPercent: [50, 80, 100], hasPaceAlert: true },
        requestId: ctx.requestId,
      },
    ]);
  });

  test("a change keeps the alerts it does not name and is audited with what was before; no change is not", async () => {
    const { workspace, ctx, ofKey } = await owned();
    await setSpendLimit(ctx, { ...ofKey, limit: "10", alertAtPercent: [90, 25], hasPaceAlert: false });
    await setSpendLimit(later(ctx, 1), { ...ofKey, limit: "20" });
    await setSpendLimit(later(ctx, 2), { ...ofKey, limit: "20.00" });
    const alerts = { scope: "api_key", alertAtPercent: [25, 90], hasPaceAlert: false };
    expect((await auditOf(workspace.workspaceId)).map(({ before, after }) => ({ before, after }))).toEqual([
      { before: null, after: { ...alerts, limit: "10.00" } },
      { before: { ...alerts, limit: "10.00" }, after: { ...alerts, limit: "20.00" } },
    ]);
  });

  test("changes at the same time are audited as the chain that they were", async () => {
    const { workspace, ctx, ofMember } = await owned();
    await Promise.all(
      Array.from({ length: 8 }, (_, index) => setSpendLimit(ctx, { ...ofMember, limit: String(index + 1) })),
    );
    const audit = await auditOf(workspace.workspaceId);
    const limit = (value: unknown) => (value as { limit: string } | null)?.limit ?? null;
    const next = new Map(audit.map(({ before, after }) => [limit(before), limit(after)]));
    expect(audit).toHaveLength(8);
    const chain: (string | null)[] = [null];
    while (next.has(chain.at(-1) ?? null)) chain.push(next.get(chain.at(-1) ?? null) ?? "");
    expect(new Set(chain).size).toBe(9);
    const [stored] = await limitsOf(workspace.workspaceId);
    expect(chain.at(-1)).toBe(`${(stored?.limitNanos ?? 0n) / NANOS_PER_DOLLAR}.00`);
  });

  test("set in the middle of a period, it counts what was settled and is held already", async () => {
    const { workspace, ctx, ofWorkspace, ofMember, ofKey } = await owned();
    const [settled, held, lastMonth] = [trafficOf(workspace, 20), trafficOf(workspace, 5), trafficOf(workspace, 9, 20)];
    await settleHeld(database.pool, [...lastMonth, ...settled]);
    await holdEvents(database.pool, held);
    const figures = { settledNanos: sumOf(settled), heldNanos: sumOf(held) };
    expect(figures.settledNanos > 0n && figures.heldNanos > 0n && sumOf(lastMonth) > 0n).toBe(true);
    for (const target of [ofWorkspace, ofMember, ofKey]) {
      const { roomNanos } = await setSpendLimit(ctx, { ...target, limit: "5" });
      expect(roomNanos).toBe(5n * NANOS_PER_DOLLAR - figures.settledNanos - figures.heldNanos);
    }
    expect(await countersOf(workspace.workspaceId)).toEqual(
      [ofMember, ofKey].map((target) => expect.objectContaining({ ...target, ...figures, periodKey: "2026-11" })),
    );
  });

  test("lower than what is settled, it is allowed, blocks at once, and lets what is under way settle", async () => {
    const { workspace, ctx, ofWorkspace, ofKey } = await owned();
    const [settled, held] = [trafficOf(workspace, 20), trafficOf(workspace, 5)];
    await settleHeld(database.pool, settled);
    await holdEvents(database.pool, held);
    for (const target of [ofWorkspace, ofKey]) {
      expect(await setSpendLimit(ctx, { ...target, limit: "0.000001" })).toMatchObject({
        kind: "blocks_at_once",
        exceededByNanos: sumOf(settled) - 1_000n,
        sentence: expect.stringContaining("Blocks at once"),
      });
    }
    await expect(settleHeld(database.pool, trafficOf(workspace, 1, 1))).rejects.toThrow("spend_limit");
    const charged = held.filter(({ amountNanos }) => amountNanos > 0n);
    expect(await settleUsage(database.pool, charged)).toHaveLength(charged.length);
    const [counters] = await countersOf(workspace.workspaceId);
    expect(counters).toMatchObject({ settledNanos: sumOf(settled) + sumOf(held), heldNanos: 0n });
  });

  test.each([
    ["limit", { limit: "" }, /^Type the limit in dollars, such as 250\. To have none, remove/],
    ["limit", { limit: "lots" }, /^Type the limit in dollars, such as 250 or 1,250\.50\.$/],
    ["limit", { limit: "-1" }, /^Type a limit of \$0 or more\.$/],
    ["limit", { limit: "10000000.01" }, /^Type a limit of at most \$10,000,000\.00\.$/],
    ["alertAtPercent", { limit: "1", alertAtPercent: [0] }, /^Choose at most 10 whole percentages from 1 to 100\.$/],
  ])("a wrong %s is refused and changes nothing: %j", async (field, input, words) => {
    const { workspace, ctx, ofWorkspace } = await owned();
    await expect(setSpendLimit(ctx, { ...ofWorkspace, ...input })).rejects.toMatchObject({
      code: "invalid_input",
      fieldErrors: { [field]: expect.stringMatching(words) },
    });
    expect(await limitsOf(workspace.workspaceId)).toEqual([]);
    expect(await auditOf(workspace.workspaceId)).toEqual([]);
  });

  test("what is set must be on something of this workspace", async () => {
    const { workspace, ctx } = await owned();
    const other = await owned();
    for (const target of [other.ofWorkspace, other.ofMember, other.ofKey]) {
      await expect(setSpendLimit(ctx, { ...target, limit: "1" })).rejects.toMatchObject({ code: "not_found" });
    }
    await database.db.apiKey.updateMany({ where: { workspaceId: workspace.workspaceId }, data: { revokedAt: now } });
    const revoked = { scope: "api_key", scopeId: workspace.apiKeyId, limit: "1" } as const;
    await expect(setSpendLimit(ctx, revoked)).rejects.toMatchObject({ code: "conflict" });
    expect(await limitsOf(workspace.workspaceId)).toEqual([]);
    expect(await limitsOf(other.workspace.workspaceId)).toEqual([]);
  });
});

describe("removeSpendLimit", () => {
  test("takes the limit and its counters away, audited once; set again, they are derived anew", async () => {
    const { workspace, ctx, ofKey, ofMember } = await owned();
    await setSpendLimit(ctx, { ...ofKey, limit: "5" });
    await setSpendLimit(later(ctx, 1), { ...ofMember, limit: "7" });
    await Promise.all([removeSpendLimit(later(ctx, 2), ofKey), removeSpendLimit(later(ctx, 2), ofKey)]);
    expect(await limitsOf(workspace.workspaceId)).toMatchObject([{ scope: "member" }]);
    expect(await countersOf(workspace.workspaceId)).toMatchObject([{ scope: "member" }]);
    expect((await auditOf(workspace.workspaceId)).slice(2)).toMatchObject([
      {
        action: "spend_limit.removed",
        targetId: workspace.apiKeyId,
        before: { scope: "api_key", limit: "5.00", alertAtPercent: [50, 80, 100], hasPaceAlert: true },
        after: null,
      },
    ]);
    const events = trafficOf(workspace, 10);
    await settleHeld(database.pool, events);
    const { roomNanos } = await setSpendLimit(ctx, { ...ofKey, limit: "5" });
    expect(roomNanos).toBe(5n * NANOS_PER_DOLLAR - sumOf(events));
  });

  test("lets requests pass again", async () => {
    const { workspace, ctx, ofWorkspace } = await owned();
    await setSpendLimit(ctx, { ...ofWorkspace, limit: "0" });
    const events = trafficOf(workspace, 3);
    await expect(settleHeld(database.pool, events)).rejects.toThrow("spend_limit");
    await removeSpendLimit(ctx, ofWorkspace);
    expect(await settleHeld(database.pool, events)).toHaveLength(events.length);
  });

  test("never touches another workspace's", async () => {
    const { ctx } = await owned();
    const other = await owned();
    await setSpendLimit(other.ctx, { ...other.ofKey, limit: "5" });
    await removeSpendLimit(ctx, other.ofKey);
    expect(await limitsOf(other.workspace.workspaceId)).toHaveLength(1);
    expect(await countersOf(other.workspace.workspaceId)).toHaveLength(1);
  });
});

test.each(ROLES)("whether a %s may set and remove limits", async (role) => {
  const { workspace, ofWorkspace } = await owned();
  const userId = await addTestMember(database.db, workspace.workspaceId, { now, role });
  const ctx = testContext(database.db, workspace, { userId, role, now });
  const outcome = (promise: Promise<unknown>) =>
    promise.then(
      () => "allowed",
      (error: { code?: string }) => error.code,
    );
  const expected = ["owner", "admin", "billing"].includes(role) ? "allowed" : "forbidden";
  expect(await outcome(setSpendLimit(ctx, { ...ofWorkspace, limit: "1" }))).toBe(expected);
  expect(await outcome(removeSpendLimit(ctx, ofWorkspace))).toBe(expected);
});
