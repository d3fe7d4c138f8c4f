import { randomUUID } from "node:crypto";
import OpenAI from "openai";
import { expect, test } from "vitest";
import { systemClock } from "#lib/platform/clock.ts";
import {
  createTestWorkspace,
  type TestWorkspace,
  type TestWorkspaceOptions,
} from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { setUpTestGateway } from "#prisma/testing/set-up-test-gateway.ts";
import { eventsOf, onlyEventOf } from "#prisma/testing/usage-of-workspace.ts";
import { type KeyedRequest, sendKeyed } from "./keyed-request.ts";

const database = setUpTestDatabase();
const gateway = setUpTestGateway(database, { upstreamTimeoutMs: 5_000 }, 2);
const MODEL = "qwen3.8-27b";
const EMBEDDING_MODEL = "bge-large-en-v1.5";

const newWorkspace = (options: Partial<TestWorkspaceOptions> = {}) =>
  createTestWorkspace(database.db, {
    now: systemClock.now(),
    deployments: [{ modelId: MODEL }, { modelId: EMBEDDING_MODEL }],
    ...options,
  });
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

test.each([
  ["a chat completion", "/chat/completions", chat("Hello", { max_tokens: 9 })],
  [
    "a streamed chat completion",
    "/chat/completions",
    chat("Hello", { stream: true, stream_options: { include_usage: true } }),
  ],
  ["a response", "/responses", { model: MODEL, input: "Hello" }],
  ["a streamed response", "/responses", { model: MODEL, input: "Hello", stream: true }],
  ["embeddings", "/embeddings", { model: EMBEDDING_MODEL, input: ["Hello", "you"] }],
])("%s is repeated to the letter by another process, and neither served nor charged again", async (_, path, body) => {
  const workspace = await newWorkspace();
  const idempotencyKey = randomUUID();
  const before = gateway.fleet.stats.counts.requests;
  const first = await send(workspace, { path, body, idempotencyKey });
  const again = await send(workspace, { path, body, idempotencyKey, url: gateway.urls[1] ?? "" });
  expect([first.status, first.isReplay]).toEqual([200, false]);
  expect([again.status, again.isReplay]).toEqual([200, true]);
  expect(again.text).toBe(first.text);
  expect(first.text.length).toBeGreaterThan(50);
  expect(again.requestId).toBe(first.requestId);
  expect(again.headers.get("content-type")).toBe(first.headers.get("content-type"));
  expect(gateway.fleet.stats.counts.requests).toBe(before + 1);
  const event = await onlyEventOf(database.db, workspace);
  expect(event).toMatchObject({ outcome: "succeeded", requestId: first.requestId });
  expect(event.amountNanos).toBeGreaterThan(0n);
});

test("a repeated answer still says that its bound was lowered", async () => {
  const workspace = await newWorkspace({ limits: [{ scope: "workspace", limitNanos: 500_000n }] });
  const request = { body: chat("Hello", { max_tokens: 30_000 }), idempotencyKey: randomUUID() };
  const [first, again] = [await send(workspace, request), await send(workspace, request)];
  expect(Number(first.headers.get("x-max-tokens-lowered-to"))).toBeGreaterThan(0);
  expect(again.isReplay).toBe(true);
  expect(again.headers.get("x-max-tokens-lowered-to")).toBe(first.headers.get("x-max-tokens-lowered-to"));
});

test("another body or route under the same key is refused, and the same key of another API key is not", async () => {
  const [workspace, other] = [await newWorkspace(), await newWorkspace()];
  const idempotencyKey = randomUUID();
  expect((await send(workspace, { body: chat("Hello"), idempotencyKey })).status).toBe(200);
  for (const request of [{ body: chat("Hello ") }, { body: { model: MODEL, input: "Hello" }, path: "/responses" }]) {
    const refused = await send(workspace, { ...request, idempotencyKey });
    expect(refused).toMatchObject({ status: 409, code: "idempotency_key_reused", isReplay: false });
    expect(refused.headers.get("x-should-retry")).toBe("false");
  }
  expect(await send(other, { body: chat("Hello"), idempotencyKey })).toMatchObject({ status: 200, isReplay: false });
  expect(await chargesOf(workspace)).toHaveLength(1);
});

test("while the first is under way the second is told to come back, and does", async () => {
  const workspace = await newWorkspace();
  const idempotencyKey = randomUUID();
  const body = chat("[[sim: latency=700]] Hello");
  const before = gateway.fleet.stats.counts.chatCompletions;
  const first = send(workspace, { body, idempotencyKey });
  await gateway.fleet.stats.until((counts) => counts.chatCompletions === before + 1);
  const second = await send(workspace, { body, idempotencyKey });
  expect(second).toMatchObject({ status: 409, code: "idempotency_in_progress" });
  expect(second.headers.get("retry-after")).toBe("1");
  expect(second.headers.get("x-should-retry")).toBe("true");
  const client = new OpenAI({ apiKey: workspace.apiKey, baseURL: gateway.url, maxRetries: 2 });
  const { data, response } = await client.chat.completions
    .create(body as OpenAI.ChatCompletionCreateParamsNonStreaming, { headers: { "Idempotency-Key": idempotencyKey } })
    .withResponse();
  expect(response.headers.get("x-idempotent-replay")).toBe("true");
  expect(data).toEqual(JSON.parse((await first).text));
  expect(await chargesOf(workspace)).toHaveLength(1);
});

test.each([false, true])(
  "of 20 requests at once at two processes one is served and charged (streamed: %s)",
  async (stream) => {
    for (let round = 0; round < 4; round += 1) {
      const workspace = await newWorkspace();
      const idempotencyKey = randomUUID();
      const body = chat("[[sim: tokens=20, rate=400]] Hello", { stream });
      const before = gateway.fleet.stats.counts.chatCompletions;
      const sendTo = (index: number) => send(workspace, { body, idempotencyKey, url: gateway.urls[index % 2] ?? "" });
      const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => sendTo(index)));
      const served = answers.filter((answer) => answer.status === 200 && !answer.isReplay);
      expect(served).toHaveLength(1);
      for (const answer of answers) {
        if (answer.status === 200) expect(answer.text).toBe(served[0]?.text);
        else expect(answer).toMatchObject({ status: 409, code: "idempotency_in_progress" });
      }
      expect(await sendTo(1)).toMatchObject({ isReplay: true, text: served[0]?.text, requestId: served[0]?.requestId });
      expect(gateway.fleet.stats.counts.chatCompletions).toBe(before + 1);
      expect(await chargesOf(workspace)).toMatchObject([{ requestId: served[0]?.requestId }]);
      expect(await keysOf(workspace)).toHaveLength(1);
    }
  },
);

test("callers that repeat until they are answered pay once each, though connections to the database break", async () => {
  const workspace = await newWorkspace();
  const cutConnections = () =>
    database.pool.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'weir-gateway'",
    );
  const answerOf = async (index: number) => {
    const body = chat(`[[sim: tokens=10, rate=400]] Hello ${index}`, { stream: index % 2 === 0 });
    const request = { body, idempotencyKey: randomUUID(), url: gateway.urls[index % 2] ?? "" };
    const isWhole = async () => {
      const { status, text } = await send(workspace, request);
      return status === 200 && !text.includes('"error":{');
    };
    await expect.poll(isWhole, { timeout: 15_000, interval: 50 }).toBe(true);
  };
  const answers: Promise<void>[] = [];
  for (let round = 0; round < 8; round += 1) {
    answers.push(...Array.from({ length: 6 }, (_, index) => answerOf(round * 6 + index)));
    await cutConnections();
  }
  await Promise.all(answers);
  const keys = await keysOf(workspace);
  expect(keys).toHaveLength(answers.length);
  const charged = (await chargesOf(workspace)).map((event) => event.requestId).sort();
  expect(charged).toEqual(keys.map((key) => key.requestId).sort());
});

test.each([
  ["empty", ""],
  ["too long", "k".repeat(256)],
  ["not ASCII", "cl\u00e9"],
])("a key that is %s is refused", async (_, idempotencyKey) => {
  const workspace = await newWorkspace();
  expect(await send(workspace, { body: chat("Hello"), idempotencyKey })).toMatchObject({
    status: 400,
    code: "bad_request",
  });
  expect(await keysOf(workspace)).toEqual([]);
});

test("a key is free again after 24 hours, and not before", async () => {
  const workspace = await newWorkspace();
  const request = { body: chat("Hello"), idempotencyKey: randomUUID() };
  const first = await send(workspace, request);
  const age = (hours: number) =>
    database.pool.query(
      "UPDATE idempotent_replies SET started_at = now() - make_interval(mins => $2) WHERE workspace_id = $1",
      [workspace.workspaceId, hours * 60],
    );
  await age(23.9);
  expect(await send(workspace, { ...request, body: chat("Other") })).toMatchObject({ status: 409 });
  await age(24.1);
  const other = await send(workspace, { ...request, body: chat("Other") });
  expect(other).toMatchObject({ status: 200, isReplay: false });
  expect(other.requestId).not.toBe(first.requestId);
  expect(await send(workspace, { ...request, body: chat("Other") })).toMatchObject({
    isReplay: true,
    text: other.text,
  });
  expect(await chargesOf(workspace)).toHaveLength(2);
});

test("requests without a key leave no trace among the replies and are settled as ever", async () => {
  const workspace = await newWorkspace();
  await database.pool.query("ALTER FUNCTION settle_claimed RENAME TO settle_claimed_away");
  try {
    expect(await send(workspace, { body: chat("Hello") })).toMatchObject({ status: 200, isReplay: false });
    expect(await send(workspace, { body: chat("Hello") })).toMatchObject({ status: 200, isReplay: false });
  } finally {
    await database.pool.query("ALTER FUNCTION settle_claimed_away RENAME TO settle_claimed");
  }
  expect(await chargesOf(workspace)).toHaveLength(2);
  expect(await keysOf(workspace)).toEqual([]);
});
