import { afterAll, beforeAll, expect, test } from "vitest";
import { countersAgree } from "#lib/gateway/proof/counters-agree.ts";
import { monotonicMs, systemClock } from "#lib/platform/clock.ts";
import {
  createTestWorkspace,
  type TestWorkspace,
  type TestWorkspaceOptions,
} from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { freePort } from "#scripts/free-port.ts";
import { spawnTethered } from "#scripts/spawn-tethered.ts";
import { untilHealthy } from "#scripts/stack/until-healthy.ts";
import { stopChild } from "#scripts/stop-child.ts";
import { recallLeases } from "./lease-calls.ts";
import { type LeaseStand, startLeaseStand } from "./start-lease-stand.ts";

const database = setUpTestDatabase();
const tools = { spawn: spawnTethered, stop: stopChild, freePort, untilHealthy };
const CONTRACT = { requestsPerMinute: 600_000, maxConcurrentRequests: 400, isPostpaid: false };
const SERVED = { 200: true };

let stand: LeaseStand;

const newWorkspace = (options: Partial<TestWorkspaceOptions> = {}) =>
  createTestWorkspace(database.db, {
    now: systemClock.now(),
    plan: "enterprise",
    contract: CONTRACT,
    deployments: [{ modelId: "qwen3.8-27b", maxReplicas: 20 }],
    ...options,
  });

beforeAll(async () => {
  stand = await startLeaseStand(tools, database);
}, 40_000);

afterAll(() => stand?.close());

const holdsOf = ({ workspaceId }: TestWorkspace, isLease: boolean) =>
  database.db.hold.findMany({ where: { workspaceId, leasePlaces: isLease ? { not: null } : null } });

async function untilLeased(workspace: TestWorkspace, timeout = 5_000) {
  await expect.poll(() => holdsOf(workspace, true), { timeout, interval: 10 }).toHaveLength(1);
}

/** Keeps a key so busy that it has a lease. */
async function keepBusy(workspace: TestWorkspace) {
  const load = stand.keepSending(workspace.apiKey, 4, { latencyMs: 10 });
  await untilLeased(workspace);
  return load;
}

async function untilNothingIsHeld(workspace: TestWorkspace): Promise<void> {
  const { workspaceId } = workspace;
  await expect
    .poll(() => database.db.hold.count({ where: { workspaceId } }), { timeout: 10_000, interval: 20 })
    .toBe(0);
  const period = await database.db.periodSpending.findFirstOrThrow({ where: { workspaceId } });
  const loads = await database.db.deploymentLoad.findMany({ where: { workspaceId } });
  expect([period.heldNanos, ...loads.map(({ openRequests }) => openRequests)]).toEqual([0n, 0]);
  await countersAgree(database.pool);
}

/** Whether a call of a function has been waiting for a lock for so long that the database may not be there. */
async function isLongWaiting(called: string): Promise<boolean> {
  const { rowCount } = await database.pool.query(
    `SELECT FROM pg_stat_activity
    WHERE wait_event_type = 'Lock' AND position($1 IN query) > 0 AND query_start < clock_timestamp() - interval '250 ms'`,
    [called],
  );
  return rowCount !== 0;
}

const statusesOf = (answers: readonly { status: number }[]) =>
  Object.fromEntries(answers.map(({ status }) => [status, true]));

test("a busy key's requests are admitted from a lease, billed exactly, and the lease is given back when it is idle", async () => {
  const workspace = await newWorkspace();
  const [gateway] = stand.gateways;
  const before = gateway ? await stand.admittedFromLeases(gateway) : 0;
  const load = await keepBusy(workspace);
  await expect
    .poll(() => gateway && stand.admittedFromLeases(gateway), { timeout: 5_000 })
    .toBeGreaterThan(before + 50);
  await countersAgree(database.pool);
  const answers = await load.stop();
  const idleSinceMs = monotonicMs();
  expect(statusesOf(answers)).toEqual(SERVED);
  await untilNothingIsHeld(workspace);
  expect(monotonicMs() - idleSinceMs).toBeLessThan(3_500);
  const events = await database.db.usageEvent.findMany({ where: { workspaceId: workspace.workspaceId } });
  expect(events).toHaveLength(answers.length);
  const reported = answers.map(({ text }) => JSON.parse(text).usage.total_tokens as number);
  expect(events.reduce((sum, event) => sum + event.totalTokens, 0)).toBe(
    reported.reduce((sum, tokens) => sum + tokens, 0),
  );
});

test("requests of a lease that last get holds of their own", async () => {
  const workspace = await newWorkspace();
  const load = await keepBusy(workspace);
  const slow = Array.from({ length: 5 }, () =>
    stand.send(stand.gateways[0], workspace.apiKey, { tokens: 77, latencyMs: 4_000 }),
  );
  const slowHolds = async () => {
    const holds = await holdsOf(workspace, false);
    return holds.filter(({ placedAt }) => systemClock.now().getTime() - placedAt.getTime() > 300).length;
  };
  await expect.poll(slowHolds, { timeout: 3_500, interval: 20 }).toBe(5);
  await countersAgree(database.pool);
  await load.stop();
  expect(statusesOf(await Promise.all(slow))).toEqual(SERVED);
  await untilNothingIsHeld(workspace);
});

test("leases that are recalled are given back at once, and none is taken for a while, however busy the key is", async () => {
  const workspace = await newWorkspace();
  const load = await keepBusy(workspace);
  const recalledMs = monotonicMs();
  expect(await recallLeases(database.pool, [workspace.workspaceId])).toEqual(new Set([workspace.workspaceId]));
  await expect.poll(() => holdsOf(workspace, true), { timeout: 400, interval: 10 }).toEqual([]);
  await untilLeased(workspace, 8_000);
  expect(monotonicMs() - recalledMs).toBeGreaterThan(4_900);
  expect(statusesOf(await load.stop())).toEqual(SERVED);
  await untilNothingIsHeld(workspace);
});

test("a limit that is changed has the leases given back, and no more is settled than was held by then", async () => {
  const workspace = await newWorkspace({ limits: [{ scope: "api_key", limitNanos: 10_000_000_000n }] });
  const { workspaceId } = workspace;
  const load = await keepBusy(workspace);
  const counters = () => database.db.scopeSpending.findFirstOrThrow({ where: { workspaceId } });
  const atChange = await database.db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT FROM credit_balances WHERE workspace_id = ${workspaceId} FOR UPDATE`;
    await tx.spendLimit.updateMany({ where: { workspaceId }, data: { limitNanos: 0n } });
    return tx.scopeSpending.findFirstOrThrow({ where: { workspaceId } });
  });
  await expect.poll(() => holdsOf(workspace, true), { timeout: 2_000, interval: 10 }).toEqual([]);
  expect((await stand.send(stand.gateways[0], workspace.apiKey)).status).toBe(403);
  for (const { status } of await load.stop()) expect([200, 403]).toContain(status);
  await untilNothingIsHeld(workspace);
  expect((await counters()).settledNanos <= atChange.settledNanos + atChange.heldNanos).toBe(true);
});

test("places and the rate of a key come back to a request that needs them", async () => {
  const contract = { requestsPerMinute: 6_000, maxConcurrentRequests: 60, isPostpaid: false };
  const workspace = await newWorkspace({ contract });
  const load = await keepBusy(workspace);
  await load.stop();
  const open = Array.from({ length: 60 }, () => stand.send(stand.gateways[0], workspace.apiKey, { latencyMs: 1_500 }));
  expect(statusesOf(await Promise.all(open))).toEqual(SERVED);
  await untilNothingIsHeld(workspace);
});

test("a database that does not answer stops admissions from leases", { timeout: 40_000 }, async () => {
  const workspace = await newWorkspace();
  const forwarded = () => stand.fleet.stats.counts.chatCompletions;
  const before = forwarded();
  const load = await keepBusy(workspace);
  const client = await database.pool.connect();
  try {
    await client.query("BEGIN");
    await client.query("SELECT lock_funds(ARRAY[$1])", [workspace.workspaceId]);
    await expect.poll(() => isLongWaiting("settle_"), { timeout: 8_000, interval: 20 }).toBe(true);
    // What ended until now is noted and waits to be posted; nothing more is admitted.
    const count = forwarded();
    const probes = [1, 2].map(() => stand.send(stand.gateways[0], workspace.apiKey));
    for (const { status, text } of await Promise.all(probes)) {
      expect([status, JSON.parse(text).error.code]).toEqual([503, "metering_unavailable"]);
    }
    expect(forwarded()).toBe(count);
    await client.query("COMMIT");
  } finally {
    client.release();
  }
  const answers = await load.stop();
  const served = answers.filter(({ status }) => status === 200);
  for (const { status } of answers) expect([200, 503]).toContain(status);
  await untilNothingIsHeld(workspace);
  const { workspaceId } = workspace;
  expect(await database.db.usageEvent.count({ where: { workspaceId, amountNanos: { gt: 0 } } })).toBe(served.length);
  expect(forwarded()).toBe(before + served.length);
});

test("what is left of an orphaned lease is released by another process", { timeout: 60_000 }, async () => {
  const workspace = await newWorkspace();
  const victim = await stand.addGateway();
  stand.gateways.pop();
  const sending = stand.gateways.splice(0, 1, victim);
  const load = await keepBusy(workspace);
  const [lease] = await holdsOf(workspace, true);
  expect(lease?.ownerId).toBe(victim.ownerId);
  const stopping = load.stop().catch(() => undefined);
  await victim.kill();
  await stopping;
  stand.gateways.splice(0, 1, ...sending);
  await expect.poll(() => holdsOf(workspace, true), { timeout: 45_000, interval: 200 }).toEqual([]);
  await untilNothingIsHeld(workspace);
  const released = stand.gateways.flatMap((gateway) => gateway.logged("lease.released"));
  expect(released.map(({ leaseId }) => leaseId)).toEqual([lease?.requestId]);
});
