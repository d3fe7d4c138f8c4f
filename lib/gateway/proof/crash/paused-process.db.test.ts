import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type HoldKeeper, startHoldKeeper } from "#lib/gateway/hold-keeper.ts";
import { createGatewayMetrics } from "#lib/gateway/metrics.ts";
import { createOpenRequests } from "#lib/gateway/open-requests.ts";
import { countersAgree } from "#lib/gateway/proof/counters-agree.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { createTestWorkspace, type TestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { setUpTestGateway } from "#prisma/testing/set-up-test-gateway.ts";
import { onlyEventOf } from "#prisma/testing/usage-of-workspace.ts";
import { freePort } from "#scripts/free-port.ts";
import { spawnTethered } from "#scripts/spawn-tethered.ts";
import { untilHealthy } from "#scripts/stack/until-healthy.ts";
import { stopChild } from "#scripts/stop-child.ts";
import { type GatewayProcess, startGatewayProcess } from "./gateway-process.ts";
import { type Answer, LOAD_MODEL, sendPlanned } from "./send-planned.ts";

const database = setUpTestDatabase();
const other = setUpTestGateway(database);
const tools = { spawn: spawnTethered, stop: stopChild, freePort, untilHealthy };
const STREAM = { isStreamed: true, tokens: 480, tokensPerSecond: 160, maxTokens: 480 };
/** Room for the stream, and for a little beside it. */
const LIMIT_NANOS = 280_000n;

let gateway: GatewayProcess;
let keeper: HoldKeeper;

beforeAll(async () => {
  const { pool, url } = database;
  gateway = await startGatewayProcess(tools, {
    database: pool,
    databaseUrl: url,
    fleetUrl: `${other.fleet.url}/v1`,
  });
  keeper = startHoldKeeper({
    pool,
    processId: crypto.randomUUID(),
    clock: systemClock,
    openRequests: createOpenRequests(),
    leases: null,
    metrics: createGatewayMetrics(),
    requestTimeoutMs: 600_000,
  });
});

afterAll(async () => {
  await Promise.all([gateway?.stop(), keeper?.stop()]);
});

const newWorkspace = () =>
  createTestWorkspace(database.db, {
    now: systemClock.now(),
    deployments: [{ modelId: LOAD_MODEL }],
    limits: [{ scope: "workspace", limitNanos: LIMIT_NANOS }],
  });

/** Starts a slow stream. @returns its answer to come, once what it has used is journaled */
async function startStream({ workspaceId, apiKey }: TestWorkspace): Promise<{ answer: Promise<Answer> }> {
  const answer = sendPlanned(gateway.url, apiKey, STREAM);
  const journal = async () => (await database.db.hold.findFirst({ where: { workspaceId } }))?.journal ?? null;
  await expect.poll(journal, { timeout: 3_000 }).not.toBeNull();
  return { answer };
}

/** Stops the process where it is, and makes it look as if that were long ago. */
async function pause(): Promise<void> {
  onTestFinished(() => void gateway.child.kill("SIGCONT"));
  gateway.child.kill("SIGSTOP");
  await database.pool.query(
    "UPDATE gateway_processes SET heartbeat_at = heartbeat_at - interval '1 minute' WHERE process_id = $1",
    [gateway.ownerId],
  );
}

test("what a paused process held is resolved for it, and what it settles later changes nothing", async ({
  annotate,
}) => {
  const workspace = await newWorkspace();
  const { answer } = await startStream(workspace);
  await pause();
  const [hold] = await database.db.hold.findMany({ where: { workspaceId: workspace.workspaceId } });
  expect(await keeper.sweep()).toBe(1);
  const resolved = await onlyEventOf(database.db, workspace);
  expect(resolved.outcome).toBe("interrupted");
  expect(hold?.journal).toMatchObject({ output_tokens: resolved.outputTokens });
  await countersAgree(database.pool);

  const room = LIMIT_NANOS - resolved.amountNanos;
  const filling = { isStreamed: false, tokens: 2_000, tokensPerSecond: 0, maxTokens: 2_000 };
  const filled = await sendPlanned(other.url, workspace.apiKey, filling);
  expect(filled).toMatchObject({ status: 200, isComplete: true });
  const before = await database.db.usageEvent.findMany({ where: { workspaceId: workspace.workspaceId } });
  gateway.child.kill("SIGCONT");
  const whole = await answer;
  expect(whole).toMatchObject({ isComplete: true, receivedTokens: STREAM.tokens });
  expect(await database.db.usageEvent.findMany({ where: { workspaceId: workspace.workspaceId } })).toEqual(before);
  await countersAgree(database.pool);

  const [late] = gateway.logged("settlement.came_late");
  const settledNanos = before.reduce((sum, { amountNanos }) => sum + amountNanos, 0n);
  await annotate(`${settledNanos} of ${LIMIT_NANOS} settled, ${late?.amountNanos} came late, ${room} were free`);
  expect(late?.requestId).toBe(resolved.requestId);
  expect(settledNanos).toBeLessThanOrEqual(LIMIT_NANOS);
  expect(settledNanos + BigInt(String(late?.amountNanos)) - resolved.amountNanos).toBeGreaterThan(LIMIT_NANOS);
});

test("without its journal a stream whose process is gone is not billed", async () => {
  const workspace = await newWorkspace();
  const { answer } = await startStream(workspace);
  await pause();
  await database.pool.query("UPDATE holds SET journal = NULL WHERE workspace_id = $1", [workspace.workspaceId]);
  expect(await keeper.sweep()).toBe(1);
  const resolved = await onlyEventOf(database.db, workspace);
  expect(resolved).toMatchObject({ outcome: "failed", amountNanos: 0n });
  gateway.child.kill("SIGCONT");
  await answer;
  expect(await onlyEventOf(database.db, workspace)).toEqual(resolved);
  await countersAgree(database.pool);
});

test("a stream whose hold is gone, and no event in its place, is not settled and not finished", async () => {
  const workspace = await newWorkspace();
  const { workspaceId } = workspace;
  const { answer } = await startStream(workspace);
  await database.pool.query("DELETE FROM holds WHERE workspace_id = $1", [workspaceId]);
  const { isComplete, requestId, text } = await answer;
  expect(isComplete).toBe(false);
  expect(text).toMatch(/metering_unavailable/);
  const events = await database.db.usageEvent.findMany({ where: { workspaceId } });
  expect(events).toEqual([]);
  const failed = gateway.logged("settlement.failed").filter((line) => line.requestId === requestId);
  expect(failed).toHaveLength(1);
  await expect(countersAgree(database.pool)).rejects.toThrow(/period_spending\.held/);
});
