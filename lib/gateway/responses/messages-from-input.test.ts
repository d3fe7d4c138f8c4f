import type OpenAI from "openai";
import { expect, test } from "vitest";
import { GatewayError } from "#lib/gateway/gateway-error.ts";
import { messagesFromInput } from "./messages-from-input.ts";

type Input = OpenAI.Responses.ResponseInput;

const messages = (input: Input, rest: Record<string, unknown> = {}) => messagesFromInput({ input, ...rest });
const call = (id: string, name = "weather") =>
  ({ type: "function_call", call_id: id, name, arguments: '{"city":"Oslo"}' }) as const;
const IMAGE = { type: "input_image", image_url: "https://example.com/a.png", detail: "low" };
const chatCall = (id: string, name = "weather") => ({
  id,
  type: "function",
  function: { name, arguments: '{"city":"Oslo"}' },
});

function refusalOf(input: unknown): { message: string; param: string | undefined } {
  try {
    messagesFromInput({ input });
  } catch (error) {
    if (error instanceof GatewayError) return { message: error.message, param: error.details.param };
    throw error;
  }
  throw new Error("The input was not refused");
}

test("a text is one message of the user, after the instructions", () => {
  expect(messagesFromInput({ input: "Hello", instructions: "Be brief." })).toEqual([
    { role: "system", content: "Be brief." },
    { role: "user", content: "Hello" },
  ]);
});

test("message items keep their order and roles, and a developer's is a system message", () => {
  expect(
    messages([
      { role: "developer", content: "Be brief." },
      { role: "system", content: "Be kind." },
      { role: "user", content: "Hello" },
      { type: "message", role: "assistant", content: "Hello to you" },
    ]),
  ).toEqual([
    { role: "system", content: "Be brief." },
    { role: "system", content: "Be kind." },
    { role: "user", content: "Hello" },
    { role: "assistant", content: "Hello to you" },
  ]);
});

test("parts are translated, and a lone text part is the text itself", () => {
  expect(
    messages([
      { role: "user", content: [{ type: "input_text", text: "Hello" }] },
      {
        role: "user",
        content: [
          { type: "input_text", text: "What is a weir?" },
          { type: "input_text", text: "And a sluice?" },
        ],
      },
    ]),
  ).toEqual([
    { role: "user", content: "Hello" },
    {
      role: "user",
      content: [
        { type: "text", text: "What is a weir?" },
        { type: "text", text: "And a sluice?" },
      ],
    },
  ]);
});

test("an earlier answer is one text, with its refusal beside it", () => {
  const said = (content: OpenAI.Responses.ResponseOutputMessage["content"]) =>
    ({ type: "message", id: "msg_1", role: "assistant", status: "completed", content }) as const;
  expect(
    messages([
      said([
        { type: "output_text", text: "One. ", annotations: [] },
        { type: "output_text", text: "Two.", annotations: [] },
      ]),
      said([{ type: "refusal", refusal: "I would rather not." }]),
    ]),
  ).toEqual([
    { role: "assistant", content: "One. Two." },
    { role: "assistant", content: null, refusal: "I would rather not." },
  ]);
});

test("what the assistant said and called in one turn is one message, whichever came first", () => {
  const called = { role: "assistant", content: "Let me look.", tool_calls: [chatCall("a"), chatCall("b", "time")] };
  const outputs: Input = [
    { type: "function_call_output", call_id: "a", output: "Rain" },
    { type: "function_call_output", call_id: "b", output: [{ type: "input_text", text: "Noon" }] },
  ];
  const answered = [
    { role: "tool", tool_call_id: "a", content: "Rain" },
    { role: "tool", tool_call_id: "b", content: "Noon" },
  ];
  const said = { role: "assistant", content: "Let me look." } as const;
  const thought: Input[number] = { type: "reasoning", id: "rs_1", summary: [] };
  expect(messages([said, thought, call("a"), call("b", "time"), ...outputs])).toEqual([called, ...answered]);
  expect(messages([call("a"), thought, call("b", "time"), said, ...outputs])).toEqual([called, ...answered]);
});

test("calls of different turns stay apart", () => {
  const output = (id: string) => ({ type: "function_call_output", call_id: id, output: "Rain" }) as const;
  expect(messages([call("a"), output("a"), call("b"), output("b")])).toEqual([
    { role: "assistant", content: null, tool_calls: [chatCall("a")] },
    { role: "tool", tool_call_id: "a", content: "Rain" },
    { role: "assistant", content: null, tool_calls: [chatCall("b")] },
    { role: "tool", tool_call_id: "b", content: "Rain" },
  ]);
});

test.each([
  ["nothing", undefined],
  ["an empty text", ""],
  ["an empty list", []],
  ["an object", { role: "user", content: "Hello" }],
  ["reasoning alone", [{ type: "reasoning", id: "rs_1", summary: [] }]],
])("refuses %s as input", (_, input) => {
  expect(refusalOf(input)).toEqual({
    message: "Send input: text, or a list of items with at least one message.",
    param: "input",
  });
});

test.each<[unknown, string, RegExp]>([
  ["Hello", "input[0]", /must be an object/],
  [{ role: "tool", content: "Rain" }, "input[0].role", /function_call_output/],
  [{ role: "user" }, "input[0].content", /text, or a list/],
  [{ role: "user", content: [] }, "input[0].content", /at least one part/],
  [{ role: "user", content: ["Hello"] }, "input[0].content[0]", /must be an object/],
  [{ role: "user", content: [{ type: "input_text" }] }, "input[0].content[0].text", /missing/],
  [{ role: "user", content: [{ type: "input_text", text: 7 }] }, "input[0].content[0].text", /must be text/],
  [{ role: "user", content: [{ type: "input_file", file_id: "f" }] }, "input[0].content[0].type", /"input_file"/],
  [{ role: "user", content: [{ type: "refusal", refusal: "No." }] }, "input[0].content", /Only the assistant/],
  [
    {
      role: "assistant",
      content: [
        { type: "output_text", text: "" },
        { type: "input_image", image_url: "https://a" },
      ],
    },
    "input[0].content[1].type",
    /text only here.*"input_image"/,
  ],
  [{ type: "item_reference", id: "msg_1" }, "input[0]", /Send the item itself/],
  [{ type: "web_search_call", id: "ws_1" }, "input[0].type", /"web_search_call"/],
  [{ type: { toString: 1 } }, "input[0].type", /"object"/],
  [{ type: "function_call", name: "f", arguments: "{}" }, "input[0].call_id", /missing/],
  [{ type: "function_call", call_id: "a", name: "f", arguments: {} }, "input[0].arguments", /must be text/],
  [
    { type: "function_call_output", call_id: "a", output: "Rain" },
    "input[0].call_id",
    /send the function_call item too/,
  ],
])("refuses the item %j, naming %s", (item, param, message) => {
  const refusal = refusalOf([item]);
  expect(refusal.param).toBe(param);
  expect(refusal.message).toMatch(message);
});

test.each([
  ["the user's messages", { role: "user", content: [IMAGE] }, "input[1].content[0].type"],
  ["a function's output", { type: "function_call_output", call_id: "a", output: [IMAGE] }, "input[1].output[0].type"],
])("refuses an image in %s by its place", (_, item, param) => {
  expect(refusalOf([call("a"), item])).toEqual({
    message: 'Input is text only here: parts are of type input_text, output_text or refusal, not "input_image".',
    param,
  });
});
