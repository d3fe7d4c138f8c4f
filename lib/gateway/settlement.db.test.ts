import fc from "fast-check";
import { expect, test } from "vitest";
import { priceUsage } from "#lib/domain/usage/price-usage.ts";
import type { UsageEvent } from "#lib/domain/usage/usage-event.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { newRequestId } from "#lib/platform/ids.ts";
import { holdEvents } from "#prisma/seed/hold-events.ts";
import { createTestWorkspace, type TestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { settleHeld } from "#prisma/testing/settle-held.ts";
import { createGatewayMetrics } from "./metrics.ts";
import { createSettlement, settleUsage } from "./settlement.ts";

const database = setUpTestDatabase();
const RATES = { inputNanos: 100n, cachedInputNanos: 10n, outputNanos: 400n };
const PRICE_VERSION_ID = "qwen3.8-27b/flex/2026-01";

const newWorkspace = () => createTestWorkspace(database.db, { now: systemClock.now() });

function eventOf(workspace: TestWorkspace, index: number, change: Partial<UsageEvent> = {}): UsageEvent {
  const occurredAt = new Date(Date.UTC(2026, 9, 31, 23, 40) + index * 60_000);
  const tokens = { inputTokens: 100 + index, cachedInputTokens: index % 3, outputTokens: 20 + (index % 7) };
  return {
    workspaceId: workspace.workspaceId,
    requestId: newRequestId(occurredAt),
    occurredAt,
    settledAt: occurredAt,
    route: "chat.completions",
    modelId: index % 2 === 0 ? "qwen3.8-27b" : "glm-5.3-flash",
    apiKeyId: workspace.apiKeyId,
    memberId: workspace.ownerId,
    deploymentId: "none",
    priceVersionId: PRICE_VERSION_ID,
    outcome: "succeeded",
    errorClass: null,
    httpStatus: 200,
    isStreamed: false,
    ...tokens,
    ...priceUsage(RATES, tokens),
    latencyMs: 10,
    firstByteMs: 5,
    ...change,
  };
}

const SUMS = {
  requestCount: true,
  inputTokens: true,
  cachedInputTokens: true,
  outputTokens: true,
  amountNanos: true,
} as const;

async function stateOf({ workspaceId }: TestWorkspace) {
  const events = await database.db.usageEvent.findMany({ where: { workspaceId }, orderBy: { requestId: "asc" } });
  const days = await database.db.usageRollup.findMany({
    where: { workspaceId, resolution: "day" },
    orderBy: [{ bucketStart: "asc" }, { modelId: "asc" }],
  });
  const quarterHours = await database.db.usageRollup.aggregate({
    where: { workspaceId, resolution: "quarter_hour" },
    _sum: SUMS,
  });
  const daySum = await database.db.usageRollup.aggregate({ where: { workspaceId, resolution: "day" }, _sum: SUMS });
  return { events, days, quarterHours: quarterHours._sum, daySum: daySum._sum };
}

function sumsOf(events: readonly UsageEvent[]) {
  const sum = (read: (event: UsageEvent) => bigint) => events.reduce((total, event) => total + read(event), 0n);
  return {
    requestCount: BigInt(events.length),
    inputTokens: sum((event) => BigInt(event.inputTokens)),
    cachedInputTokens: sum((event) => BigInt(event.cachedInputTokens)),
    outputTokens: sum((event) => BigInt(event.outputTokens)),
    amountNanos: sum((event) => event.amountNanos),
  };
}

test("rollups are the sums of the events, over a month's end", async () => {
  const workspace = await newWorkspace();
  const events = Array.from({ length: 40 }, (_, index) => eventOf(workspace, index));
  expect(await settleHeld(database.pool, events)).toHaveLength(40);
  const state = await stateOf(workspace);
  expect(state.daySum).toEqual(sumsOf(events));
  expect(state.quarterHours).toEqual(sumsOf(events));
  expect(new Set(state.days.map((day) => day.bucketStart.toISOString()))).toEqual(
    new Set(["2026-10-31T00:00:00.000Z", "2026-11-01T00:00:00.000Z"]),
  );
  expect(state.events.map((event) => event.requestId)).toEqual(events.map((event) => event.requestId).sort());
});

test("five replays of a batch, concurrent and shuffled, change nothing", async () => {
  const workspace = await newWorkspace();
  const events = Array.from({ length: 60 }, (_, index) => eventOf(workspace, index));
  await settleHeld(database.pool, events);
  const before = await stateOf(workspace);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.shuffledSubarray(events, { minLength: 1 }), { minLength: 5, maxLength: 5 }),
      async (replays) => {
        const settled = await Promise.all(replays.map((replay) => settleUsage(database.pool, replay)));
        expect(settled.flat()).toEqual([]);
        expect(await stateOf(workspace)).toEqual(before);
      },
    ),
    { numRuns: 8 },
  );
  // The control: under new ids the same events do count, so the comparison above can fail.
  await settleHeld(database.pool, [
    { ...eventOf(workspace, 0), requestId: newRequestId(eventOf(workspace, 0).occurredAt) },
  ]);
  expect(await stateOf(workspace)).not.toEqual(before);
});

test("overlapping batches from many sides at once settle every event once and never deadlock", async () => {
  const workspaces = [await newWorkspace(), await newWorkspace()];
  const events = workspaces.flatMap((workspace) => Array.from({ length: 50 }, (_, index) => eventOf(workspace, index)));
  const batches = fc.sample(fc.shuffledSubarray(events, { minLength: 30 }), { numRuns: 24, seed: 7 });
  await holdEvents(database.pool, events);
  const settled = await Promise.all([...batches, events].map((batch) => settleUsage(database.pool, batch)));
  expect(settled.flat().sort()).toEqual(events.map((event) => event.requestId).sort());
  for (const workspace of workspaces) {
    const own = events.filter((event) => event.workspaceId === workspace.workspaceId);
    expect((await stateOf(workspace)).daySum).toEqual(sumsOf(own));
  }
});

test("one unacceptable event of a group is refused alone", async () => {
  const workspace = await newWorkspace();
  const settle = createSettlement(database.pool, createGatewayMetrics());
  const good = [eventOf(workspace, 1), eventOf(workspace, 2), eventOf(workspace, 3)];
  const bad = eventOf(workspace, 4, { amountNanos: 1n });
  const first = eventOf(workspace, 0);
  await holdEvents(database.pool, [first, ...good, bad]);
  const results = await Promise.allSettled([settle(first), ...good.map(settle), settle(bad)]);
  expect(results.map((result) => result.status)).toEqual([
    "fulfilled",
    "fulfilled",
    "fulfilled",
    "fulfilled",
    "rejected",
  ]);
  expect((await stateOf(workspace)).events).toHaveLength(4);
});

test.each<[string, string, Partial<UsageEvent>]>([
  ["an amount that is not the sum of its classes", "usage_events_amount_is_the_sum", { amountNanos: 5n }],
  ["a charge for a failed request", "usage_events_failed_costs_nothing", { outcome: "failed", errorClass: "server" }],
  ["a served request without a price", "usage_events_served_has_a_price", { priceVersionId: null }],
  [
    "a failure without a class",
    "usage_events_failed_has_a_class",
    {
      outcome: "failed",
      inputTokens: 0,
      cachedInputTokens: 0,
      outputTokens: 0,
      ...priceUsage(RATES, { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0 }),
    },
  ],
  ["an id that carries no time", "usage_events_time_is_the_ids", { requestId: "6f1c1f0e-3d6c-4a57-9d0e-2f6f3f6b7c11" }],
  ["a time that is not its id's", "usage_events_time_is_the_ids", { occurredAt: new Date(Date.UTC(2026, 9, 1)) }],
])("the database refuses %s", async (_, constraint, change) => {
  const workspace = await newWorkspace();
  const event = eventOf(workspace, 0, change);
  await holdEvents(database.pool, [event]);
  await expect(settleUsage(database.pool, [event])).rejects.toMatchObject({ code: "23514", constraint });
  expect((await stateOf(workspace)).days).toEqual([]);
});

test("events cannot be changed or deleted", async () => {
  const workspace = await newWorkspace();
  await settleHeld(database.pool, [eventOf(workspace, 0)]);
  const change = (sql: string) => database.pool.query(`${sql} WHERE workspace_id = $1`, [workspace.workspaceId]);
  await expect(change("UPDATE usage_events SET amount_nanos = 0")).rejects.toThrow(/append-only/);
  await expect(change("DELETE FROM usage_events")).rejects.toThrow(/append-only/);
  await expect(database.pool.query("TRUNCATE usage_events")).rejects.toThrow(/append-only/);
});

test("a month without a partition is kept in the default one, and moves when the month gets its own", async () => {
  const workspace = await newWorkspace();
  const occurredAt = new Date(Date.UTC(2031, 0, 1));
  const event = eventOf(workspace, 0, { occurredAt, requestId: newRequestId(occurredAt) });
  const partitionOf = async () => {
    const { rows } = await database.pool.query(
      "SELECT tableoid::regclass::text AS name FROM usage_events WHERE workspace_id = $1",
      [workspace.workspaceId],
    );
    return rows.map((row) => row.name);
  };
  await settleHeld(database.pool, [event]);
  expect(await partitionOf()).toEqual(["usage_events_default"]);
  const before = await stateOf(workspace);

  await database.pool.query("SELECT ensure_usage_partitions('2030-12-01', '2030-12-15')");
  expect(await partitionOf()).toEqual(["usage_events_2031_01"]);
  expect(await settleUsage(database.pool, [event])).toEqual([]);
  expect(await stateOf(workspace)).toEqual(before);
  const later = new Date(Date.UTC(2040, 0, 1));
  await settleHeld(database.pool, [eventOf(workspace, 0, { occurredAt: later, requestId: newRequestId(later) })]);
  await expect(database.pool.query("DELETE FROM usage_events_default")).rejects.toThrow(/append-only/);
});

test("a key's last use is noted", async () => {
  const workspace = await newWorkspace();
  const event = eventOf(workspace, 0);
  await settleHeld(database.pool, [event]);
  const key = await database.db.apiKey.findFirstOrThrow({ where: { workspaceId: workspace.workspaceId } });
  expect(key.lastUsedAt).toEqual(event.occurredAt);
});
