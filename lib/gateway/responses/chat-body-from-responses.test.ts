import fc from "fast-check";
import type OpenAI from "openai";
import { expect, test } from "vitest";
import { GatewayError } from "#lib/gateway/gateway-error.ts";
import { chatBodyFromResponses } from "./chat-body-from-responses.ts";
import { responsesEcho } from "./responses-echo.ts";

const LEAST = { model: "llama-3.1-8b", input: "Hello" };
const MESSAGES = [{ role: "user", content: "Hello" }];
const PARAMETERS = { type: "object", properties: { city: { type: "string" } } };

const translate = (body: OpenAI.Responses.ResponseCreateParams & Record<string, unknown>) =>
  chatBodyFromResponses(body as unknown as Record<string, unknown>);

function refusalOf(body: Record<string, unknown>): { message: string; param: string | undefined; status: number } {
  try {
    chatBodyFromResponses(body);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return { message: error.message, param: error.details.param, status: error.details.status };
  }
  throw new Error("The body was not refused");
}

test("the least body becomes the least body", () => {
  expect(translate(LEAST)).toEqual({ model: "llama-3.1-8b", messages: MESSAGES });
});

test("every field has its counterpart, and metadata stays behind", () => {
  expect(
    translate({
      ...LEAST,
      instructions: "Be brief.",
      max_output_tokens: 100,
      stream: true,
      temperature: 0.5,
      top_p: 0.9,
      seed: 7,
      frequency_penalty: 0.1,
      presence_penalty: 0.2,
      stop: ["END"],
      user: "user-1",
      prompt_cache_key: "cache-1",
      safety_identifier: "safe-1",
      reasoning: { effort: "low" },
      text: { format: { type: "text" }, verbosity: "low" },
      metadata: { purpose: "test" },
    }),
  ).toEqual({
    model: "llama-3.1-8b",
    messages: [{ role: "system", content: "Be brief." }, ...MESSAGES],
    max_completion_tokens: 100,
    stream: true,
    temperature: 0.5,
    top_p: 0.9,
    seed: 7,
    frequency_penalty: 0.1,
    presence_penalty: 0.2,
    stop: ["END"],
    user: "user-1",
    prompt_cache_key: "cache-1",
    safety_identifier: "safe-1",
    reasoning_effort: "low",
    response_format: { type: "text" },
    verbosity: "low",
  });
});

test("function tools are nested, with what was left open left open", () => {
  expect(
    translate({
      ...LEAST,
      tools: [
        { type: "function", name: "weather", description: "Looks out", parameters: PARAMETERS, strict: true },
        { type: "function", name: "time", parameters: null, strict: null },
      ],
      tool_choice: { type: "function", name: "time" },
      parallel_tool_calls: false,
    }),
  ).toEqual({
    model: "llama-3.1-8b",
    messages: MESSAGES,
    tools: [
      {
        type: "function",
        function: { name: "weather", description: "Looks out", parameters: PARAMETERS, strict: true },
      },
      { type: "function", function: { name: "time" } },
    ],
    tool_choice: { type: "function", function: { name: "time" } },
    parallel_tool_calls: false,
  });
});

test("without tools nothing is said of them, since chat refuses a choice among none", () => {
  const body = translate({ ...LEAST, tools: [], tool_choice: "auto", parallel_tool_calls: true });
  expect(body).toEqual({ model: "llama-3.1-8b", messages: MESSAGES });
});

test.each(["auto", "none", "required"] as const)("the tool choice %s is kept", (choice) => {
  const tools = [{ type: "function" as const, name: "time", parameters: null, strict: null }];
  expect(translate({ ...LEAST, tools, tool_choice: choice }).tool_choice).toBe(choice);
});

test("a schema is nested, from either field and in either shape", () => {
  const schema = { name: "city", schema: PARAMETERS, strict: true };
  const nested = { type: "json_schema", json_schema: schema };
  expect(translate({ ...LEAST, text: { format: { type: "json_schema", ...schema } } }).response_format).toEqual(nested);
  expect(translate({ ...LEAST, response_format: nested }).response_format).toEqual(nested);
  expect(translate({ ...LEAST, response_format: { type: "json_schema", ...schema } }).response_format).toEqual(nested);
  expect(translate({ ...LEAST, response_format: { type: "json_object" } }).response_format).toEqual({
    type: "json_object",
  });
});

test("what asks for nothing more than what happens anyway is let through", () => {
  expect(
    translate({
      ...LEAST,
      previous_response_id: null,
      conversation: null,
      background: false,
      store: false,
      include: [],
      truncation: "disabled",
      service_tier: "auto",
      stream_options: { include_obfuscation: false },
      top_logprobs: 0,
      max_tool_calls: null,
      anything: null,
    }),
  ).toEqual({ model: "llama-3.1-8b", messages: MESSAGES });
});

test.each<[string, unknown, RegExp]>([
  ["previous_response_id", "resp_1", /Send the whole conversation in input/],
  ["conversation", "conv_1", /Send the whole conversation in input/],
  ["background", true, /Leave background out/],
  ["background", "no", /Leave background out/],
  ["store", true, /Set store to false/],
  ["prompt", { id: "pmpt_1" }, /instructions and input/],
  ["include", ["reasoning.encrypted_content"], /Leave it out/],
  ["truncation", "auto", /never cut/],
  ["service_tier", "priority", /Leave service_tier out/],
  ["stream_options", { include_obfuscation: true }, /Leave stream_options out/],
  ["top_logprobs", 5, /\/v1\/chat\/completions/],
  ["n", 2, /send more requests/],
  ["messages", MESSAGES, /Send input/],
  ["max_tokens", 5, /max_output_tokens/],
  ["max_completion_tokens", 5, /max_output_tokens/],
  ["reasoning_effort", "low", /reasoning\.effort/],
  ["runinfra_trace", true, /"runinfra_trace" is not supported/],
  ["__proto__", { model: "other" }, /"__proto__" is not supported/],
  ["constructor", 1, /"constructor" is not supported/],
  ["model", 7, /must be text/],
  ["model", "", /Name the model/],
  ["instructions", ["Be brief."], /must be text/],
  ["stream", "yes", /must be true or false/],
  ["temperature", "hot", /must be a number/],
  ["max_output_tokens", 0, /whole number from 1/],
  ["max_output_tokens", 1.5, /whole number from 1/],
  ["stop", 7, /list of texts/],
  ["metadata", { a: 1 }, /whose values are text/],
  ["tools", {}, /must be a list/],
  ["tool_choice", "required", /tools has none/],
  ["tool_choice", "any", /auto, none, required/],
  ["tool_choice", { type: "function", name: "time" }, /not in tools/],
  ["response_format", "json", /must be an object/],
])("refuses %s %j", (field, value, message) => {
  const body = JSON.parse(JSON.stringify(LEAST).replace("}", `,${JSON.stringify(field)}:${JSON.stringify(value)}}`));
  const refusal = refusalOf(body);
  expect(refusal).toMatchObject({ param: field, status: 400 });
  expect(refusal.message).toMatch(message);
});

test.each(["web_search", "file_search", "computer", "code_interpreter", "mcp", "image_generation", "custom"])(
  "refuses the hosted tool %s",
  (type) => {
    const refusal = refusalOf({ ...LEAST, tools: [{ type }] });
    expect(refusal.param).toBe("tools[0].type");
    expect(refusal.message).toBe(
      `The tool type "${type}" is not available: no tools are hosted here. Send tools of type function, which your own code runs.`,
    );
  },
);

test.each<[Record<string, unknown>, string]>([
  [{ tools: ["time"] }, "tools[0]"],
  [{ tools: [{ type: "function", function: { name: "time" } }] }, "tools[0]"],
  [{ tools: [{ type: "function" }] }, "tools[0].name"],
  [{ tools: [{ type: "function", name: "time", parameters: "none" }] }, "tools[0].parameters"],
  [{ tools: [{ type: "function", name: "time", defer_loading: true }] }, "tools[0].defer_loading"],
  [{ text: { format: { type: "grammar" } } }, "text.format.type"],
  [{ text: { format: { type: "json_schema", schema: {} } } }, "text.format.name"],
  [{ text: { format: { type: "json_schema", name: "city" } } }, "text.format.schema"],
  [{ text: { tone: "warm" } }, "text.tone"],
  [{ text: { format: { type: "text" } }, response_format: { type: "text" } }, "response_format"],
  [{ response_format: { type: "json_schema", json_schema: { name: "city" } } }, "response_format.json_schema.schema"],
  [{ reasoning: { summary: "auto" } }, "reasoning.summary"],
  [{ reasoning: { effort: 3 } }, "reasoning.effort"],
])("refuses %j, naming %s", (fields, param) => {
  expect(refusalOf({ ...LEAST, ...fields }).param).toBe(param);
});

test("any JSON is either translated, and can then be echoed, or refused with 400", () => {
  const near = fc.record(
    {
      model: fc.constantFrom<unknown>("llama-3.1-8b", 7),
      input: fc.oneof(fc.string(), fc.jsonValue(), fc.array(anyItem(), { maxLength: 3 })),
      tools: fc.oneof(fc.jsonValue(), fc.array(fc.record({ type: fc.constant("function"), name: fc.string() }))),
      tool_choice: fc.oneof(fc.constantFrom("auto", "none", "required"), fc.jsonValue()),
      text: fc.oneof(fc.record({ format: fc.jsonValue() }), fc.jsonValue()),
      reasoning: fc.jsonValue(),
      metadata: fc.jsonValue(),
    },
    { requiredKeys: ["model", "input"] },
  );
  fc.assert(
    fc.property(near, (body) => {
      try {
        const { messages } = chatBodyFromResponses(body);
        expect(messages).not.toHaveLength(0);
      } catch (error) {
        expect(error).toBeInstanceOf(GatewayError);
        return;
      }
      responsesEcho(body, { requestId: "0", startedAt: new Date(0) });
    }),
    { numRuns: 1_000 },
  );
});

function anyItem() {
  return fc.record(
    {
      type: fc.constantFrom<unknown>("message", "function_call", "function_call_output", "reasoning", {}, null),
      role: fc.constantFrom("user", "assistant", "system", "developer", "tool"),
      content: fc.oneof(fc.string(), fc.array(fc.record({ type: fc.constant("input_text"), text: fc.jsonValue() }))),
      call_id: fc.constantFrom<unknown>("a", "b", 7),
      name: fc.constant("time"),
      arguments: fc.constant("{}"),
      output: fc.oneof(fc.string(), fc.jsonValue()),
    },
    { requiredKeys: [] },
  );
}
