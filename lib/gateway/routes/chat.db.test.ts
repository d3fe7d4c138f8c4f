import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "#lib/platform/clock.ts";
import { createTestWorkspace, type TestWorkspaceOptions } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { setUpTestGateway } from "#prisma/testing/set-up-test-gateway.ts";
import { onlyEventOf, readThrough, rejectionOf } from "#prisma/testing/usage-of-workspace.ts";
import { type ScriptedUpstream, sendJson, startScriptedUpstream } from "./start-scripted-upstream.ts";

const database = setUpTestDatabase();
const gateway = setUpTestGateway(database);
const MODEL = "qwen3.8-27b";
const OUTPUT_NANOS = 400n;
const INPUT_NANOS = 100n;

let upstream: ScriptedUpstream;
beforeAll(async () => {
  upstream = await startScriptedUpstream();
});
afterAll(() => upstream.close());

const newWorkspace = (options: Partial<TestWorkspaceOptions> = {}) =>
  createTestWorkspace(database.db, { now: systemClock.now(), deployments: [{ modelId: MODEL }], ...options });
const limitedTo = (limitNanos: bigint) => ({ limits: [{ scope: "workspace", limitNanos }] }) as const;
const ask = (text: string) => [{ role: "user" as const, content: text }];

test("models are listed and retrieved by the official client", async () => {
  const { apiKey } = await newWorkspace();
  const client = gateway.client(apiKey);
  const listed = await client.models.list();
  expect(listed.data).toMatchObject([{ id: MODEL, object: "model", owned_by: "weir" }]);
  expect(await client.models.retrieve(MODEL)).toMatchObject({ id: MODEL, object: "model" });
});

test("the stream helper of the official client puts together the answer and its billed usage", async () => {
  const workspace = await newWorkspace();
  const stream = gateway.client(workspace.apiKey).chat.completions.stream({
    model: MODEL,
    messages: ask("[[sim: tokens=12]] Hello"),
    stream_options: { include_usage: true },
  });
  const completion = await stream.finalChatCompletion();
  const event = await onlyEventOf(database.db, workspace);
  expect(completion.choices[0]).toMatchObject({ finish_reason: "stop", message: { role: "assistant" } });
  expect(completion.choices[0]?.message.content?.length).toBeGreaterThan(0);
  expect(completion.usage).toMatchObject({ completion_tokens: 12, total_tokens: event.totalTokens });
  expect(event.outputTokens).toBe(12);
});

test("every choice that was asked for is billed, each as long as it may be", async () => {
  const workspace = await newWorkspace();
  const completion = await gateway
    .client(workspace.apiKey)
    .chat.completions.create({ model: MODEL, messages: ask("[[sim: tokens=50]] Hello"), n: 3, max_tokens: 7 });
  const event = await onlyEventOf(database.db, workspace);
  expect(completion.choices).toHaveLength(3);
  expect(event.outputTokens).toBe(21);
  expect(event.amountNanos).toBe(BigInt(event.inputTokens) * INPUT_NANOS + 21n * OUTPUT_NANOS);
});

test("fields that the gateway does not know reach the model server as they were sent", async () => {
  const workspace = await newWorkspace({ deployments: [{ modelId: MODEL, upstreamUrl: upstream.url }] });
  upstream.answerWith((response) =>
    sendJson(response, { choices: [], usage: { prompt_tokens: 3, completion_tokens: 1, total_tokens: 4 } }),
  );
  const further = {
    top_k: 20,
    min_p: 0.05,
    repetition_penalty: 1.1,
    guided_json: { type: "object", properties: { Größe: { type: "number" } } },
    stop: ["\n\n", "END"],
    seed: 7,
  };
  const messages = ask("Grüße");
  await gateway
    .client(workspace.apiKey)
    .chat.completions.create({ model: MODEL, messages, max_completion_tokens: 9, ...further } as never);
  expect(upstream.bodies.at(-1)).toEqual({ model: MODEL, messages, max_completion_tokens: 9, ...further });
});

test("cached input that the caller is told of is never more than the input that is billed", async () => {
  const workspace = await newWorkspace({ deployments: [{ modelId: MODEL, upstreamUrl: upstream.url }] });
  const reported = {
    prompt_tokens: 1_000_000,
    completion_tokens: 1,
    prompt_tokens_details: { cached_tokens: 900_000 },
  };
  upstream.answerWith((response) => sendJson(response, { choices: [], usage: reported }));
  const { chat } = gateway.client(workspace.apiKey);
  const { usage } = await chat.completions.create({ model: MODEL, messages: ask("Hello") });
  const event = await onlyEventOf(database.db, workspace);
  expect(usage?.prompt_tokens).toBe(event.inputTokens + event.cachedInputTokens);
  expect(usage?.prompt_tokens_details?.cached_tokens).toBe(event.cachedInputTokens);
});

test.each([
  ["OpenAI's shape", (error: object) => ({ error })],
  ["the flat shape of older servers", (error: object) => ({ object: "error", ...error })],
])("what the model server says of the input reaches the caller from %s", async (_, shape) => {
  const workspace = await newWorkspace({ deployments: [{ modelId: MODEL, upstreamUrl: upstream.url }] });
  const error = {
    message: "This model's context is 262144 tokens.",
    type: "BadRequestError",
    param: "messages",
    code: 400,
  };
  upstream.answerWith((response) => sendJson(response, shape(error), 400));
  const { chat } = gateway.client(workspace.apiKey);
  const refusal = await rejectionOf(chat.completions.create({ model: MODEL, messages: ask("Hello") }));
  expect(refusal).toMatchObject({ status: 400, code: "bad_request", param: "messages" });
  expect(refusal.message).toContain("This model's context is 262144 tokens.");
});

/** Room for the input, which the gateway takes for more than it is, and for some 40 tokens. */
const TIGHT_NANOS = 90_000n;

test.each([false, true])(
  "max_tokens is lowered to what is affordable, and a header says so (stream: %s)",
  async (stream) => {
    const workspace = await newWorkspace(limitedTo(TIGHT_NANOS));
    const { data, response } = await gateway
      .client(workspace.apiKey)
      .chat.completions.create({ model: MODEL, messages: ask("[[sim: tokens=500]] Hello"), max_tokens: 500, stream })
      .withResponse();
    if (Symbol.asyncIterator in data) await readThrough(data);
    const event = await onlyEventOf(database.db, workspace);
    const lowered = Number(response.headers.get("x-max-tokens-lowered-to"));
    expect(lowered).toBeGreaterThanOrEqual(16);
    expect(lowered).toBeLessThan(500);
    expect(event.outputTokens).toBe(lowered);
    expect(event.amountNanos).toBeLessThanOrEqual(TIGHT_NANOS);
  },
);

test("a request that said nothing of max_tokens is told as well that it was lowered", async () => {
  const workspace = await newWorkspace(limitedTo(TIGHT_NANOS));
  const { response } = await gateway
    .client(workspace.apiKey)
    .chat.completions.create({ model: MODEL, messages: ask("[[sim: tokens=500]] Hello") })
    .withResponse();
  const event = await onlyEventOf(database.db, workspace);
  expect(event.outputTokens).toBeLessThan(500);
  expect(response.headers.get("x-max-tokens-lowered-to")).toBe(String(event.outputTokens));
});

test("a request that gets all it asked for has no such header", async () => {
  const workspace = await newWorkspace();
  const client = gateway.client(workspace.apiKey);
  for (const bound of [{}, { max_tokens: 20 }]) {
    const { response } = await client.chat.completions
      .create({ model: MODEL, messages: ask("[[sim: tokens=20]] Hello"), ...bound })
      .withResponse();
    expect(response.headers.has("x-max-tokens-lowered-to")).toBe(false);
  }
});
