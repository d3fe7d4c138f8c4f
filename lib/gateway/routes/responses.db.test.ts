import type { ServerResponse } from "node:http";
import type OpenAI from "openai";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "#lib/platform/clock.ts";
import { createTestWorkspace, type TestWorkspaceOptions } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { setUpTestGateway } from "#prisma/testing/set-up-test-gateway.ts";
import { onlyEventOf, rejectionOf } from "#prisma/testing/usage-of-workspace.ts";
import {
  endEvents,
  type ScriptedUpstream,
  sendEvent,
  sendJson,
  startEvents,
  startScriptedUpstream,
} from "./start-scripted-upstream.ts";

const database = setUpTestDatabase();
const gateway = setUpTestGateway(database);
const MODEL = "qwen3.8-27b";

let upstream: ScriptedUpstream;
beforeAll(async () => {
  upstream = await startScriptedUpstream();
});
afterAll(() => upstream.close());

const newWorkspace = (options: Partial<TestWorkspaceOptions> = {}) =>
  createTestWorkspace(database.db, { now: systemClock.now(), deployments: [{ modelId: MODEL }], ...options });
const scripted = () => newWorkspace({ deployments: [{ modelId: MODEL, upstreamUrl: upstream.url }] });

test("a response is told, metered and billed as the chat completion that it is", async () => {
  const workspace = await newWorkspace();
  const { data, response } = await gateway
    .client(workspace.apiKey)
    .responses.create({ model: MODEL, instructions: "Be brief.", input: "[[sim: tokens=9]] Hello" })
    .withResponse();
  const event = await onlyEventOf(database.db, workspace);
  expect(data).toMatchObject({ object: "response", status: "completed", model: MODEL, store: false });
  expect(data.output_text.length).toBeGreaterThan(0);
  expect(data.usage).toMatchObject({
    input_tokens: event.inputTokens + event.cachedInputTokens,
    output_tokens: 9,
    total_tokens: event.totalTokens,
  });
  expect(event).toMatchObject({ route: "responses", outcome: "succeeded", isStreamed: false, outputTokens: 9 });
  expect(event.requestId).toBe(response.headers.get("x-request-id"));
});

test("a streamed response has growing numbers, deltas that are its text, and the usage that is billed", async () => {
  const workspace = await newWorkspace();
  const events: OpenAI.Responses.ResponseStreamEvent[] = [];
  const stream = await gateway
    .client(workspace.apiKey)
    .responses.create({ model: MODEL, input: "[[sim: tokens=30]] Hello", stream: true });
  for await (const event of stream) events.push(event);
  expect(events.map((event) => event.sequence_number)).toEqual(events.map((_, index) => index));
  expect(events.slice(0, 2).map(({ type }) => type)).toEqual(["response.created", "response.in_progress"]);
  const last = events.at(-1);
  if (last?.type !== "response.completed") throw new Error(`The stream ended with ${last?.type}`);
  const deltas = events.filter((event) => event.type === "response.output_text.delta");
  expect(deltas).toHaveLength(30);
  const text = deltas.map(({ delta }) => delta).join("");
  expect(last.response.output).toMatchObject([{ type: "message", content: [{ type: "output_text", text }] }]);
  const event = await onlyEventOf(database.db, workspace);
  expect(last.response.usage).toMatchObject({ output_tokens: 30, total_tokens: event.totalTokens });
  expect(event).toMatchObject({ outcome: "succeeded", isStreamed: true, outputTokens: 30 });
});

test("the stream helper of the official client gives the same answer as an unstreamed request", async () => {
  const [streaming, whole] = [await newWorkspace(), await newWorkspace()];
  const asked = { model: MODEL, input: "[[sim: tokens=40]] Hello", max_output_tokens: 25 };
  const streamed = await gateway.client(streaming.apiKey).responses.stream(asked).finalResponse();
  const created = await gateway.client(whole.apiKey).responses.create(asked);
  expect(streamed).toMatchObject({
    status: "incomplete",
    incomplete_details: { reason: "max_output_tokens" },
    output_text: created.output_text,
    usage: created.usage,
  });
  expect(created.usage?.output_tokens).toBe(25);
  for (const workspace of [streaming, whole]) {
    expect(await onlyEventOf(database.db, workspace)).toMatchObject({ outcome: "succeeded", outputTokens: 25 });
  }
});

const WEATHER = {
  type: "function",
  name: "weather",
  description: "The weather somewhere.",
  strict: true,
  parameters: { type: "object", properties: { place: { type: "string" } }, required: ["place"] },
} satisfies OpenAI.Responses.FunctionTool;
const ARGUMENTS = '{"place":"Zürich"}';
const USAGE = { prompt_tokens: 40, completion_tokens: 11, total_tokens: 51 };

const callWhole = (response: ServerResponse) =>
  sendJson(response, {
    choices: [
      {
        index: 0,
        finish_reason: "tool_calls",
        message: {
          role: "assistant",
          content: null,
          tool_calls: [{ id: "call_1", type: "function", function: { name: "weather", arguments: ARGUMENTS } }],
        },
      },
    ],
    usage: USAGE,
  });

const callStreamed = (response: ServerResponse) => {
  const delta = (call: object) => ({ choices: [{ index: 0, delta: { tool_calls: [{ index: 0, ...call }] } }] });
  startEvents(response);
  sendEvent(response, delta({ id: "call_1", type: "function", function: { name: "weather", arguments: "" } }));
  for (const piece of ARGUMENTS.match(/.{1,5}/gu) ?? []) sendEvent(response, delta({ function: { arguments: piece } }));
  sendEvent(response, { choices: [{ index: 0, delta: {}, finish_reason: "tool_calls" }] });
  endEvents(response, USAGE);
};

test.each([
  ["unstreamed", callWhole],
  ["streamed", callStreamed],
])("a function is called, %s, and its answer goes back to the model", async (way, answer) => {
  const workspace = await scripted();
  const { responses } = gateway.client(workspace.apiKey);
  upstream.answerWith(answer);
  const asked = { model: MODEL, input: "What is the weather?", tools: [WEATHER], tool_choice: "required" as const };
  const first: OpenAI.Responses.Response =
    way === "streamed" ? await responses.stream(asked).finalResponse() : await responses.create(asked);
  expect(first.output).toMatchObject([
    { type: "function_call", call_id: "call_1", name: "weather", arguments: ARGUMENTS, status: "completed" },
  ]);
  const { type, ...called } = WEATHER;
  expect(upstream.bodies.at(-1)).toMatchObject({ tools: [{ type, function: called }], tool_choice: "required" });
  expect(await onlyEventOf(database.db, workspace)).toMatchObject({ inputTokens: 40, outputTokens: 11 });

  upstream.answerWith((response) =>
    sendJson(response, {
      choices: [{ index: 0, finish_reason: "stop", message: { content: "Sunny." } }],
      usage: USAGE,
    }),
  );
  const second = await responses.create({
    model: MODEL,
    tools: [WEATHER],
    input: [
      { role: "user", content: "What is the weather?" },
      ...first.output.filter((item) => item.type === "function_call"),
      { type: "function_call_output", call_id: "call_1", output: "22 °C" },
    ],
  });
  expect(second.output_text).toBe("Sunny.");
  expect(upstream.bodies.at(-1)?.messages).toEqual([
    { role: "user", content: "What is the weather?" },
    {
      role: "assistant",
      content: null,
      tool_calls: [{ id: "call_1", type: "function", function: { name: "weather", arguments: ARGUMENTS } }],
    },
    { role: "tool", tool_call_id: "call_1", content: "22 °C" },
  ]);
});

test.each<[string, Partial<OpenAI.Responses.ResponseCreateParamsNonStreaming>, string]>([
  ["stored", { store: true }, "store"],
  ["continued", { previous_response_id: "resp_1" }, "previous_response_id"],
  ["run in the background", { background: true }, "background"],
  ["served with hosted tools", { tools: [{ type: "web_search" }] }, "tools[0].type"],
  [
    "shown an image",
    {
      input: [
        { role: "user", content: [{ type: "input_image", detail: "low", image_url: "https://images.test/cat.png" }] },
      ],
    },
    "input[0].content[0].type",
  ],
])("what cannot be %s is refused with 400 and reaches no model", async (_, change, param) => {
  const workspace = await newWorkspace();
  const before = gateway.fleet.stats.counts.requests;
  const { responses } = gateway.client(workspace.apiKey);
  const error = await rejectionOf(responses.create({ model: MODEL, input: "Hello", ...change }));
  expect(error).toMatchObject({ status: 400, type: "invalid_request_error", param });
  expect(gateway.fleet.stats.counts.requests).toBe(before);
  expect(await onlyEventOf(database.db, workspace)).toMatchObject({ outcome: "failed", errorClass: "caller" });
});
