import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "#lib/platform/clock.ts";
import { createTestWorkspace, type TestWorkspaceOptions } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { setUpTestGateway } from "#prisma/testing/set-up-test-gateway.ts";
import { eventsOf, onlyEventOf, rejectionOf } from "#prisma/testing/usage-of-workspace.ts";
import { type ScriptedUpstream, sendJson, startScriptedUpstream } from "./start-scripted-upstream.ts";

const database = setUpTestDatabase();
const gateway = setUpTestGateway(database);
const MODEL = "bge-large-en-v1.5";
const INPUT_NANOS = 16n;

let upstream: ScriptedUpstream;
beforeAll(async () => {
  upstream = await startScriptedUpstream();
});
afterAll(() => upstream.close());

const newWorkspace = (options: Partial<TestWorkspaceOptions> = {}) =>
  createTestWorkspace(database.db, { now: systemClock.now(), deployments: [{ modelId: MODEL }], ...options });
const scripted = () => newWorkspace({ deployments: [{ modelId: MODEL, upstreamUrl: upstream.url }] });

test("vectors in base64, which the official client asks for, are the same as in floats", async () => {
  const workspace = await newWorkspace();
  const { embeddings } = gateway.client(workspace.apiKey);
  const byDefault = await embeddings.create({ model: MODEL, input: "A weir holds back water." });
  const inFloats = await embeddings.create({
    model: MODEL,
    input: "A weir holds back water.",
    encoding_format: "float",
  });
  const [vector] = inFloats.data;
  expect(vector?.embedding).toHaveLength(1_024);
  expect(byDefault.data[0]?.embedding).toEqual(vector?.embedding);
  expect(byDefault.usage).toEqual(inFloats.usage);
  const events = await eventsOf(database.db, workspace);
  expect(events).toHaveLength(2);
  for (const event of events) {
    expect(event).toMatchObject({ route: "embeddings", outcome: "succeeded", outputTokens: 0, isStreamed: false });
    expect(event.inputTokens).toBe(byDefault.usage.prompt_tokens);
    expect(event.amountNanos).toBe(BigInt(event.inputTokens) * INPUT_NANOS);
  }
});

test("base64 on the wire is text, four bytes to a number", async () => {
  const workspace = await newWorkspace();
  const response = await fetch(`${gateway.url}/embeddings`, {
    method: "POST",
    headers: { authorization: `Bearer ${workspace.apiKey}`, "content-type": "application/json" },
    body: JSON.stringify({ model: MODEL, input: "Hello", encoding_format: "base64", dimensions: 8 }),
  });
  const { data, usage } = (await response.json()) as { data: { embedding: string }[]; usage: object };
  expect(Buffer.from(data[0]?.embedding ?? "", "base64")).toHaveLength(32);
  expect(Object.keys(usage)).toEqual(["prompt_tokens", "total_tokens"]);
});

test.each<[string, string | string[] | number[] | number[][], number]>([
  ["one text", "One", 1],
  ["texts", ["One", "Two words", "Drei Wörter, naïve"], 3],
  ["one list of tokens", [101, 7592, 102], 1],
  ["lists of tokens", [[101, 7592], [102]], 2],
])("%s is embedded in as many vectors, of the dimensions asked for", async (_, input, vectors) => {
  const workspace = await newWorkspace();
  const { data, usage } = await gateway
    .client(workspace.apiKey)
    .embeddings.create({ model: MODEL, input, dimensions: 64 });
  expect(data.map(({ index }) => index)).toEqual(Array.from({ length: vectors }, (_, index) => index));
  for (const { embedding } of data) expect(embedding).toHaveLength(64);
  if (Array.isArray(input) && typeof input.flat()[0] === "number")
    expect(usage.prompt_tokens).toBe(input.flat().length);
  expect((await onlyEventOf(database.db, workspace)).inputTokens).toBe(usage.prompt_tokens);
});

test("floats are asked for whatever the caller reads, and other fields pass", async () => {
  const workspace = await scripted();
  upstream.answerWith((response) =>
    sendJson(response, {
      object: "list",
      data: [{ object: "embedding", index: 0, embedding: [0.5, -1, 0.1] }],
      usage: { prompt_tokens: 2, total_tokens: 2 },
    }),
  );
  const further = { truncate_prompt_tokens: 3, user: "u1" };
  const answer = await gateway
    .client(workspace.apiKey)
    .embeddings.create({ model: MODEL, input: ["Hi"], ...further } as never);
  expect(answer.data[0]?.embedding).toEqual([0.5, -1, Math.fround(0.1)]);
  expect(upstream.bodies.at(-1)).toEqual({ model: MODEL, input: ["Hi"], encoding_format: "float", ...further });
});

test("usage beyond what the input can be is cut at what was held", async () => {
  const workspace = await scripted();
  upstream.answerWith((response) =>
    sendJson(response, {
      data: [{ object: "embedding", index: 0, embedding: [1] }],
      usage: { prompt_tokens: 1_000_000, completion_tokens: 1_000_000, total_tokens: 2_000_000 },
    }),
  );
  const { usage } = await gateway.client(workspace.apiKey).embeddings.create({ model: MODEL, input: "Hello" });
  const event = await onlyEventOf(database.db, workspace);
  expect(event.inputTokens).toBe(5 + 32 + 512);
  expect(event.outputTokens).toBe(0);
  expect(usage).toEqual({ prompt_tokens: event.inputTokens, total_tokens: event.totalTokens });
});

test.each([
  ["no usage", { data: [{ index: 0, embedding: [1] }] }],
  ["no vectors", { usage: { prompt_tokens: 1, total_tokens: 1 } }],
  ["something that is no vector", { data: [{ index: 0, embedding: { x: 1 } }], usage: { prompt_tokens: 1 } }],
])("a model server that sends %s is answered with 502 and not billed", async (_, body) => {
  const workspace = await scripted();
  upstream.answerWith((response) => sendJson(response, body));
  const { embeddings } = gateway.client(workspace.apiKey);
  expect(await rejectionOf(embeddings.create({ model: MODEL, input: "Hello" }))).toMatchObject({
    status: 502,
    code: "upstream_error",
  });
  expect(await onlyEventOf(database.db, workspace)).toMatchObject({ outcome: "failed", amountNanos: 0n });
});

test("messages, which some model servers would embed in place of input, are refused", async () => {
  const workspace = await newWorkspace();
  const messages = [
    { role: "user", content: [{ type: "image_url", image_url: { url: "https://images.test/a.png" } }] },
  ];
  const request = { model: MODEL, input: "Hello", messages };
  const before = gateway.fleet.stats.counts.requests;
  const { embeddings } = gateway.client(workspace.apiKey);
  expect(await rejectionOf(embeddings.create(request as never))).toMatchObject({ status: 400, param: "messages" });
  expect(gateway.fleet.stats.counts.requests).toBe(before);
});
