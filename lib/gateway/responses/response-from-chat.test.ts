import OpenAI from "openai";
import { expect, test } from "vitest";
import { GatewayError } from "#lib/gateway/gateway-error.ts";
import { responseFromChat } from "./response-from-chat.ts";
import { responsesEcho } from "./responses-echo.ts";

const REQUEST = { requestId: "019abc00-0000-7000-8000-000000000001", startedAt: new Date("2026-11-24T12:00:00.900Z") };
const STEM = "019abc00000070008000000000000001";
const BODY = { model: "llama-3.1-8b", input: "Hello" };
const USAGE = {
  prompt_tokens: 100,
  completion_tokens: 20,
  total_tokens: 999,
  prompt_tokens_details: { cached_tokens: 64 },
  completion_tokens_details: { reasoning_tokens: 5 },
};

function respond(message: unknown, finishReason = "stop", body: Record<string, unknown> = BODY) {
  const answer = { choices: [{ index: 0, message, finish_reason: finishReason }] };
  return responseFromChat(answer, responsesEcho(body, REQUEST), USAGE);
}

test("a text becomes a completed response in OpenAI's type", () => {
  const response: OpenAI.Responses.Response = respond({ role: "assistant", content: "Hi.", refusal: null });
  expect(response).toEqual({
    id: `resp_${STEM}`,
    object: "response",
    created_at: 1_795_521_600,
    status: "completed",
    error: null,
    incomplete_details: null,
    output: [
      {
        type: "message",
        id: `msg_${STEM}`,
        status: "completed",
        role: "assistant",
        content: [{ type: "output_text", text: "Hi.", annotations: [] }],
      },
    ],
    output_text: "Hi.",
    usage: {
      input_tokens: 100,
      input_tokens_details: { cached_tokens: 64, cache_write_tokens: 0 },
      output_tokens: 20,
      output_tokens_details: { reasoning_tokens: 5 },
      total_tokens: 120,
    },
    model: "llama-3.1-8b",
    instructions: null,
    max_output_tokens: null,
    metadata: {},
    parallel_tool_calls: true,
    prompt_cache_key: null,
    reasoning: { effort: null, summary: null },
    safety_identifier: null,
    temperature: null,
    text: { format: { type: "text" } },
    tool_choice: "auto",
    tools: [],
    top_p: null,
    access_programs: null,
    background: false,
    conversation: null,
    previous_response_id: null,
    service_tier: "default",
    store: false,
    top_logprobs: 0,
    truncation: "disabled",
  });
});

test("the request's fields are repeated, in the shapes of the Responses API", () => {
  const tool = { type: "function", name: "time" };
  const schema = { name: "city", schema: { type: "object" } };
  const response = respond({ content: "Hi." }, "stop", {
    ...BODY,
    instructions: "Be brief.",
    max_output_tokens: 50,
    metadata: { purpose: "test" },
    parallel_tool_calls: false,
    temperature: 0.5,
    top_p: 0.9,
    tools: [tool],
    tool_choice: { type: "function", name: "time" },
    response_format: { type: "json_schema", json_schema: schema },
    text: { verbosity: "low" },
    reasoning: { effort: "low" },
    user: "user-1",
    prompt_cache_key: "cache-1",
    safety_identifier: "safe-1",
  });
  expect(response).toMatchObject({
    instructions: "Be brief.",
    max_output_tokens: 50,
    metadata: { purpose: "test" },
    parallel_tool_calls: false,
    temperature: 0.5,
    top_p: 0.9,
    tools: [{ ...tool, parameters: null, strict: null }],
    tool_choice: { type: "function", name: "time" },
    text: { format: { type: "json_schema", ...schema }, verbosity: "low" },
    reasoning: { effort: "low", summary: null },
    user: "user-1",
    prompt_cache_key: "cache-1",
    safety_identifier: "safe-1",
  });
});

test("reasoning, text, refusal and calls become items in this order", () => {
  const response = respond({
    reasoning_content: "Hm.",
    content: "I will look.",
    refusal: "But not there.",
    tool_calls: [
      { id: "call_a", type: "function", function: { name: "weather", arguments: '{"city":"Oslo"}' } },
      { type: "function", function: { name: "time", arguments: "" } },
    ],
  });
  expect(response.output).toEqual([
    {
      type: "reasoning",
      id: `rs_${STEM}`,
      status: "completed",
      summary: [],
      content: [{ type: "reasoning_text", text: "Hm." }],
    },
    {
      type: "message",
      id: `msg_${STEM}`,
      status: "completed",
      role: "assistant",
      content: [
        { type: "output_text", text: "I will look.", annotations: [] },
        { type: "refusal", refusal: "But not there." },
      ],
    },
    {
      type: "function_call",
      id: `fc_${STEM}_0`,
      status: "completed",
      call_id: "call_a",
      name: "weather",
      arguments: '{"city":"Oslo"}',
    },
    {
      type: "function_call",
      id: `fc_${STEM}_1`,
      status: "completed",
      call_id: `call_${STEM}_1`,
      name: "time",
      arguments: "",
    },
  ]);
  expect(response.output_text).toBe("I will look.");
});

test.each([
  ["length", "max_output_tokens"],
  ["content_filter", "content_filter"],
])("an answer that ended by %s is incomplete, and of its items the last", (finishReason, reason) => {
  const calls = [{ id: "call_a", function: { name: "time", arguments: '{"ci' } }];
  const response = respond({ content: "I will look.", tool_calls: calls }, finishReason);
  expect(response).toMatchObject({ status: "incomplete", incomplete_details: { reason } });
  expect(response.output.map((item) => item.status)).toEqual(["completed", "incomplete"]);
});

test("an empty answer has no items, and usage that was not reported is 0", () => {
  const answer = { choices: [{ message: { role: "assistant", content: "" }, finish_reason: "stop" }] };
  const response = responseFromChat(answer, responsesEcho(BODY, REQUEST), { prompt_tokens: "many" });
  expect(response).toMatchObject({ status: "completed", output: [], output_text: "" });
  expect(response.usage).toEqual({
    input_tokens: 0,
    input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
    output_tokens: 0,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: 0,
  });
});

test.each([{}, { choices: [] }, { choices: [{ message: null }] }, { choices: "none" }])(
  "an answer without a message, %j, is the upstream's failure",
  (answer) => {
    const respondTo = () => responseFromChat(answer, responsesEcho(BODY, REQUEST), USAGE);
    expect(respondTo).toThrow(GatewayError);
    expect(respondTo).toThrow(/cannot be read/);
  },
);

test("OpenAI's client reads it", async () => {
  const sent = respond({ content: "Hi." });
  const client = new OpenAI({
    apiKey: "none",
    baseURL: "http://127.0.0.1/v1",
    fetch: async () => Response.json(sent),
  });
  const read = await client.responses.create({ model: "llama-3.1-8b", input: "Hello" });
  expect(read).toMatchObject(sent);
  expect(read.output_text).toBe("Hi.");
});
