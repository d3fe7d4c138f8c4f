import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { startHoldKeeper } from "#lib/gateway/hold-keeper.ts";
import { createGatewayMetrics } from "#lib/gateway/metrics.ts";
import { createGatewayServer } from "#lib/gateway/node-server.ts";
import { openGateway } from "#lib/gateway/open-gateway.ts";
import { createOpenRequests } from "#lib/gateway/open-requests.ts";
import { settleRows } from "#lib/gateway/settle-rows.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { newRequestId } from "#lib/platform/ids.ts";
import { createTestWorkspace, type TestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { setUpTestGateway } from "#prisma/testing/set-up-test-gateway.ts";
import { eventsOf } from "#prisma/testing/usage-of-workspace.ts";
import { freePort } from "#scripts/free-port.ts";
import { untilHealthy } from "#scripts/stack/until-healthy.ts";
import { startClaimKeeper } from "./claim-keeper.ts";
import { sendKeyed } from "./keyed-request.ts";

const database = setUpTestDatabase();
const gateway = setUpTestGateway(database);
const MODEL = "qwen3.8-27b";
const REQUEST_TIMEOUT_MS = 600_000;

const newWorkspace = () =>
  createTestWorkspace(database.db, { now: systemClock.now(), deployments: [{ modelId: MODEL }] });
const chat = (text: string, stream: boolean) => ({ model: MODEL, messages: [{ role: "user", content: text }], stream });
const keysOf = ({ workspaceId }: TestWorkspace) => database.db.idempotentReply.findMany({ where: { workspaceId } });

/** Sweeps once, as a process that starts now. */
async function sweepClaims(): Promise<void> {
  const keeper = startClaimKeeper({ pool: database.pool, requestTimeoutMs: REQUEST_TIMEOUT_MS });
  await keeper.sweep().finally(() => keeper.stop());
}

async function sweepHolds(): Promise<void> {
  const keeper = startHoldKeeper({
    pool: database.pool,
    processId: randomUUID(),
    clock: systemClock,
    openRequests: createOpenRequests(),
    leases: null,
    metrics: createGatewayMetrics(),
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
  });
  await keeper.sweep().finally(() => keeper.stop());
}

type Kept = { ageSeconds: number; owner: "alive" | "silent"; has?: "hold" | "event"; isFinished?: boolean };

/** Stores a claim as it would be found. */
async function storeClaim(
  workspace: TestWorkspace,
  { ageSeconds, owner, has, isFinished = false }: Kept,
): Promise<void> {
  const { workspaceId, apiKeyId, ownerId: memberId } = workspace;
  const [keyHash, ownerId] = [randomUUID(), randomUUID()];
  const at = new Date(systemClock.now().getTime() - ageSeconds * 1_000);
  const requestId = newRequestId(at);
  await database.db.gatewayProcess.create({
    data: {
      processId: ownerId,
      startedAt: at,
      heartbeatAt: owner === "alive" ? systemClock.now() : new Date(systemClock.now().getTime() - 21_000),
    },
  });
  await database.db.idempotentReply.create({
    data: {
      workspaceId,
      apiKeyId,
      keyHash,
      bodyHash: "any",
      requestId,
      ownerId,
      startedAt: at,
      ...(isFinished && { finishedAt: at, headers: {}, answer: "Hello" }),
    },
  });
  const of = { workspaceId, apiKeyId, memberId, requestId, deploymentId: "none", modelId: MODEL, route: "responses" };
  const price = { priceVersionId: "any", isStreamed: false };
  if (has === "hold") {
    const hold = { account: "credits", amountNanos: 1n, includedNanos: 0n, periodKey: "2026-11" } as const;
    await database.db.hold.create({ data: { ...of, ...price, ...hold, placedAt: at, expiresAt: at, ownerId } });
  }
  if (has === "event") {
    await settleRows(database.pool, [failedRow(of, at)], { settledAt: at });
  }
}

function failedRow(of: Record<string, string>, at: Date) {
  const zeros = ["input_tokens", "cached_input_tokens", "output_tokens", "total_tokens", "latency_ms"];
  const nanos = ["input_nanos", "cached_input_nanos", "output_nanos", "amount_nanos"];
  return {
    ...Object.fromEntries([...zeros, ...nanos].map((field) => [field, 0])),
    ...Object.fromEntries(
      Object.entries(of).map(([field, value]) => [
        field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
        value,
      ]),
    ),
    occurred_at: at.toISOString(),
    settled_at: at.toISOString(),
    outcome: "failed",
    error_class: "server",
    http_status: 503,
    is_streamed: false,
  };
}

test.each<[string, Kept, boolean]>([
  ["of a process that is gone", { ageSeconds: 25, owner: "silent" }, true],
  ["of a process that is gone, whose hold is not resolved", { ageSeconds: 25, owner: "silent", has: "hold" }, false],
  ["of a process that is gone, but too young to tell", { ageSeconds: 15, owner: "silent" }, false],
  ["of a request under way", { ageSeconds: 700, owner: "alive" }, false],
  ["of a request that ended otherwise", { ageSeconds: 25, owner: "alive", has: "event" }, true],
  ["older than any request", { ageSeconds: 730, owner: "alive" }, true],
  ["finished within a day", { ageSeconds: 23.9 * 3_600, owner: "silent", isFinished: true }, false],
  ["finished more than a day ago", { ageSeconds: 24.1 * 3_600, owner: "silent", isFinished: true }, true],
])("a key %s", async (_, kept, isSwept) => {
  const workspace = await newWorkspace();
  await storeClaim(workspace, kept);
  onTestFinished(async () => {
    await database.db.hold.deleteMany({ where: { workspaceId: workspace.workspaceId } });
  });
  await sweepClaims();
  expect(await keysOf(workspace)).toHaveLength(isSwept ? 0 : 1);
});

test("one sweep forgets more answers than one batch has", async () => {
  const workspace = await newWorkspace();
  const { workspaceId, apiKeyId } = workspace;
  await database.pool.query(
    `INSERT INTO idempotent_replies (workspace_id, api_key_id, key_hash, body_hash, request_id, owner_id, started_at, finished_at, headers)
     SELECT $1, $2, 'key_' || place, 'any', gen_random_uuid(), gen_random_uuid(), now() - interval '2 days', now() - interval '2 days', '{}'
     FROM generate_series(1, 1300) AS place`,
    [workspaceId, apiKeyId],
  );
  const keeper = startClaimKeeper({ pool: database.pool, requestTimeoutMs: REQUEST_TIMEOUT_MS });
  expect(await keeper.sweep().finally(() => keeper.stop())).toBeGreaterThanOrEqual(1_300);
  expect(await keysOf(workspace)).toEqual([]);
});

async function startGatewayProcess() {
  const port = await freePort();
  const child = spawn(process.execPath, ["lib/gateway/main.ts"], {
    env: {
      NODE_ENV: "production",
      DATABASE_URL: database.url,
      GATEWAY_PORT: String(port),
      FLEET_URL: `${gateway.fleet.url}/v1`,
    },
    stdio: "ignore",
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const url = `http://127.0.0.1:${port}`;
  await untilHealthy(`${url}/readyz`, 10_000, AbortSignal.timeout(10_000));
  return { child, exited: once(child, "exit"), url: `${url}/v1` };
}

test.each([
  ["half-way through a stream", true, "tokens=5000, rate=50"],
  ["before it answered", false, "stall"],
])("the key of a process killed %s has ended once its hold is resolved", async (_, stream, directive) => {
  const workspace = await newWorkspace();
  const doomed = await startGatewayProcess();
  const request = {
    apiKey: workspace.apiKey,
    idempotencyKey: randomUUID(),
    body: chat(`[[sim: ${directive}]] Hi`, stream),
  };
  const answer = sendKeyed({ ...request, url: doomed.url }).then(
    () => "answered",
    () => "broken",
  );
  const holds = () => database.db.hold.findMany({ where: { workspaceId: workspace.workspaceId } });
  await expect
    .poll(async () => (await holds()).filter((hold) => !stream || hold.journal !== null).length, { timeout: 8_000 })
    .toBe(1);
  doomed.child.kill("SIGKILL");
  await doomed.exited;
  expect(await answer).toBe("broken");
  expect(await sendKeyed({ ...request, url: gateway.url })).toMatchObject({
    status: 409,
    code: "idempotency_in_progress",
  });

  await database.pool.query(
    `UPDATE gateway_processes SET heartbeat_at = now() - interval '1 minute'
     WHERE process_id = (SELECT owner_id FROM holds WHERE workspace_id = $1)`,
    [workspace.workspaceId],
  );
  await database.pool.query(
    "UPDATE idempotent_replies SET started_at = now() - interval '1 minute' WHERE workspace_id = $1",
    [workspace.workspaceId],
  );
  await sweepClaims();
  expect(await keysOf(workspace)).toHaveLength(1);
  await sweepHolds();
  expect(await holds()).toEqual([]);
  // What was journaled of a stream is billed, and so is not generated again under its key.
  if (!stream) await sweepClaims();
  expect(await keysOf(workspace)).toMatchObject(stream ? [{ answer: null, headers: {} }] : []);
  const events = (await eventsOf(database.db, workspace)).filter((event) => event.errorClass !== "caller");
  expect(events).toMatchObject([{ outcome: stream ? "interrupted" : "failed" }]);
});

test("a stream that is cut when its process stops ends the key", async () => {
  const workspace = await newWorkspace();
  const stopping = await openGateway({
    DATABASE_URL: database.url,
    FLEET_URL: `${gateway.fleet.url}/v1`,
    FLEET_API_KEY: undefined,
  });
  const { handle, isHealthy, cutRequests } = stopping;
  const server = createGatewayServer(handle, { isReady: isHealthy, metricsText: async () => "" }, { cutRequests });
  await new Promise<void>((resolve) => server.http.listen(0, "127.0.0.1", resolve));
  const { port } = server.http.address() as AddressInfo;
  const before = gateway.fleet.stats.counts.completionTokens;
  const answer = sendKeyed({
    url: `http://127.0.0.1:${port}/v1`,
    apiKey: workspace.apiKey,
    idempotencyKey: randomUUID(),
    body: chat("[[sim: tokens=5000, rate=200]] Hi", true),
  });
  await gateway.fleet.stats.until((counts) => counts.completionTokens >= before + 5);
  expect(await keysOf(workspace)).toMatchObject([{ finishedAt: null }]);
  await server.drain(50);
  await stopping.close();
  expect((await answer).text).not.toContain("[DONE]");
  expect(await eventsOf(database.db, workspace)).toMatchObject([{ outcome: "interrupted" }]);
  expect(await keysOf(workspace)).toMatchObject([{ answer: null, headers: {} }]);
});
