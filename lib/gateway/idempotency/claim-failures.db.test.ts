import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { countersAgree } from "#lib/gateway/proof/counters-agree.ts";
import { systemClock } from "#lib/platform/clock.ts";
import {
  createTestWorkspace,
  type TestWorkspace,
  type TestWorkspaceOptions,
} from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { setUpTestGateway } from "#prisma/testing/set-up-test-gateway.ts";
import { eventsOf } from "#prisma/testing/usage-of-workspace.ts";
import { type KeyedRequest, sendKeyed } from "./keyed-request.ts";

const database = setUpTestDatabase();
const gateway = setUpTestGateway(database, { upstreamTimeoutMs: 5_000, requestTimeoutMs: 2_000 });
const MODEL = "qwen3.8-27b";
const LONG = "long ".repeat(300_000);

let longUpstream: Server;

beforeAll(async () => {
  longUpstream = createServer((request, response) => {
    request.resume();
    const usage = { prompt_tokens: 3, completion_tokens: 9, total_tokens: 12 };
    response.end(JSON.stringify({ choices: [{ index: 0, message: { content: LONG } }], usage }));
  });
  await new Promise<void>((resolve) => longUpstream.listen(0, "127.0.0.1", resolve));
});
afterAll(() => void longUpstream.close());

const newWorkspace = (options: Partial<TestWorkspaceOptions> = {}) =>
  createTestWorkspace(database.db, { now: systemClock.now(), deployments: [{ modelId: MODEL }], ...options });
const chat = (text: string, more: object = {}) => ({
  model: MODEL,
  messages: [{ role: "user", content: text }],
  ...more,
});
const send = (workspace: TestWorkspace, request: Partial<KeyedRequest> & { body: unknown }) =>
  sendKeyed({ url: gateway.url, apiKey: workspace.apiKey, ...request });
const keysOf = ({ workspaceId }: TestWorkspace) => database.db.idempotentReply.findMany({ where: { workspaceId } });
const chargesOf = async (workspace: TestWorkspace) =>
  (await eventsOf(database.db, workspace)).filter((event) => event.amountNanos > 0n);
const holdsOf = ({ workspaceId }: TestWorkspace) => database.db.hold.findMany({ where: { workspaceId } });

test.each([
  ["an unstreamed failure", chat("[[sim: status=500]] Hello"), 502],
  ["a refused input", chat("[[sim: status=400]] Hello"), 400],
  ["a broken stream", chat("[[sim: drop-after=3, tokens=20]] Hello", { stream: true }), 200],
])("%s frees the key", async (_, body, status) => {
  const workspace = await newWorkspace();
  const idempotencyKey = randomUUID();
  const before = gateway.fleet.stats.counts.requests;
  expect(await send(workspace, { body, idempotencyKey })).toMatchObject({ status, isReplay: false });
  expect(await keysOf(workspace)).toEqual([]);
  expect(await send(workspace, { body, idempotencyKey })).toMatchObject({ status, isReplay: false });
  expect(gateway.fleet.stats.counts.requests).toBe(before + 2);
  expect(await chargesOf(workspace)).toEqual([]);
});

test.each([
  ["a limit", { limits: [{ scope: "workspace", limitNanos: 0n }] }, 403],
  ["missing credits", { creditNanos: 0n }, 402],
  [
    "the rate",
    { plan: "enterprise", contract: { requestsPerMinute: 1, maxConcurrentRequests: 9, isPostpaid: false } },
    429,
  ],
  ["a model that is not there", { deployments: [] }, 404],
] as const)("a refusal by %s is not kept", async (_, options, status) => {
  const workspace = await newWorkspace(options as Partial<TestWorkspaceOptions>);
  const request = { body: chat("Hello"), idempotencyKey: randomUUID() };
  if (status === 429) await send(workspace, { body: chat("First") });
  expect(await send(workspace, request)).toMatchObject({ status, isReplay: false });
  expect(await keysOf(workspace)).toEqual([]);
  if (status !== 403) return;
  await database.db.spendLimit.deleteMany({ where: { workspaceId: workspace.workspaceId } });
  expect(await send(workspace, request)).toMatchObject({ status: 200, isReplay: false });
});

test("a caller that leaves before an answer may send it again under its key", async () => {
  const workspace = await newWorkspace();
  const idempotencyKey = randomUUID();
  const body = chat("[[sim: stall]] Hello");
  const leaving = new AbortController();
  const before = gateway.fleet.stats.counts.chatCompletions;
  const answer = send(workspace, { body, idempotencyKey, signal: leaving.signal });
  await gateway.fleet.stats.until((counts) => counts.chatCompletions === before + 1);
  expect(await keysOf(workspace)).toMatchObject([{ finishedAt: null }]);
  leaving.abort();
  await expect(answer).rejects.toThrow(/aborted/);
  await expect.poll(() => keysOf(workspace), { timeout: 5_000 }).toEqual([]);
  expect(await eventsOf(database.db, workspace)).toMatchObject([{ outcome: "client_closed" }]);
});

test("a caller that leaves while it waits to be let through may send it again under its key", async () => {
  const workspace = await newWorkspace({ creditNanos: 1_000_000n });
  // More than there are credits for: what fits is all of them.
  const bound = { max_tokens: 30_000 };
  const before = gateway.fleet.stats.counts.chatCompletions;
  const [other, leaving] = [new AbortController(), new AbortController()];
  const first = send(workspace, { body: chat("[[sim: stall]] Hello", bound), signal: other.signal });
  await gateway.fleet.stats.until((counts) => counts.chatCompletions === before + 1);
  const second = send(workspace, { body: chat("Hello", bound), idempotencyKey: randomUUID(), signal: leaving.signal });
  await expect.poll(() => keysOf(workspace)).toMatchObject([{ finishedAt: null }]);
  leaving.abort();
  await expect(second).rejects.toThrow(/aborted/);
  await expect.poll(() => keysOf(workspace)).toEqual([]);
  expect(await holdsOf(workspace)).toHaveLength(1);
  other.abort();
  await expect(first).rejects.toThrow(/aborted/);
  expect(gateway.fleet.stats.counts.chatCompletions).toBe(before + 1);
});

test("a stream that its caller left is not generated and billed again under its key", async () => {
  const workspace = await newWorkspace();
  const request = {
    body: chat("[[sim: tokens=5000, rate=100]] Hello", { stream: true }),
    idempotencyKey: randomUUID(),
  };
  const leaving = new AbortController();
  const before = gateway.fleet.stats.counts.chatCompletions;
  const answer = send(workspace, { ...request, signal: leaving.signal });
  await gateway.fleet.stats.until((counts) => counts.chatCompletions === before + 1);
  await expect.poll(() => openStreamOf(workspace), { timeout: 5_000 }).toBe(true);
  leaving.abort();
  await expect(answer).rejects.toThrow(/aborted/);
  await expect
    .poll(() => eventsOf(database.db, workspace), { timeout: 5_000 })
    .toMatchObject([{ outcome: "client_closed" }]);
  expect(await send(workspace, request)).toMatchObject({ status: 422 });
  expect(gateway.fleet.stats.counts.chatCompletions).toBe(before + 1);
});

/** Whether the gateway has noted that something was generated. */
async function openStreamOf(workspace: TestWorkspace): Promise<boolean> {
  return (await holdsOf(workspace)).some((hold) => hold.journal !== null);
}

test("an answer that took too long and was cut is not kept, and not generated again", async () => {
  const workspace = await newWorkspace();
  const request = { body: chat("[[sim: tokens=5000, rate=50]] Hello", { stream: true }), idempotencyKey: randomUUID() };
  expect((await send(workspace, request)).text).toContain("request_timeout");
  expect(await eventsOf(database.db, workspace)).toMatchObject([{ outcome: "interrupted" }]);
  expect(await keysOf(workspace)).toMatchObject([{ answer: null }]);
  expect(await send(workspace, request)).toMatchObject({ status: 422 });
});

test("an answer that is too long to keep is billed once and not repeated", async () => {
  const upstreamUrl = `http://127.0.0.1:${(longUpstream.address() as AddressInfo).port}/v1`;
  const workspace = await newWorkspace({ deployments: [{ modelId: MODEL, upstreamUrl }] });
  const request = { body: chat("Hello"), idempotencyKey: randomUUID() };
  const first = await send(workspace, request);
  expect(first.status).toBe(200);
  expect(first.text).toContain(LONG);
  const again = await send(workspace, request);
  expect(again).toMatchObject({ status: 422, code: "idempotency_replay_unavailable" });
  expect(again.headers.get("x-should-retry")).toBe("false");
  expect(again.text).toContain(first.requestId);
  expect(await chargesOf(workspace)).toHaveLength(1);
});

test.each([false, true])("an answer whose key was taken from it is not billed (streamed: %s)", async (stream) => {
  const workspace = await newWorkspace();
  const body = chat("[[sim: tokens=30, rate=60]] Hello", { stream });
  const answer = send(workspace, { body, idempotencyKey: randomUUID() });
  await expect.poll(async () => (await holdsOf(workspace)).length).toBe(1);
  await database.db.idempotentReply.deleteMany({ where: { workspaceId: workspace.workspaceId } });
  const { status, text } = await answer;
  expect(status).toBe(stream ? 200 : 503);
  expect(text).toContain("metering_unavailable");
  expect(text).not.toContain("[DONE]");
  expect(await chargesOf(workspace)).toEqual([]);
  // A stream's hold is released some seconds later: that its settlement failed does not say that it was not stored.
  if (!stream) expect(await holdsOf(workspace)).toEqual([]);
});

test("a claim whose answer is late means 503, and leaves the key free", async () => {
  const workspace = await newWorkspace();
  const request = { body: chat("Hello"), idempotencyKey: randomUUID() };
  const before = gateway.fleet.stats.counts.chatCompletions;
  const blocker = await database.pool.connect();
  await blocker.query("BEGIN");
  await blocker.query("LOCK TABLE idempotent_replies IN ACCESS EXCLUSIVE MODE");
  const answer = send(workspace, request);
  await expect
    .poll(
      async () =>
        (await database.pool.query("SELECT query FROM pg_stat_activity WHERE wait_event_type = 'Lock'")).rows
          .map((row) => row.query as string)
          .some((query) => query.includes("settle_claimed")),
      { timeout: 8_000 },
    )
    .toBe(true);
  await blocker.query("COMMIT");
  blocker.release();
  expect(await answer).toMatchObject({ status: 503, code: "metering_unavailable" });
  expect(gateway.fleet.stats.counts.chatCompletions).toBe(before);
  expect(await keysOf(workspace)).toEqual([]);
  expect(await send(workspace, request)).toMatchObject({ status: 200, isReplay: false });
});

test("after all that the counters agree", async () => {
  await countersAgree(database.pool);
});
