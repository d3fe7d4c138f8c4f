import OpenAI, { APIError } from "openai";
import { expect, test } from "vitest";
import { ResponseEventWriter } from "./response-event-writer.ts";
import { responsesEcho } from "./responses-echo.ts";

type Event = OpenAI.Responses.ResponseStreamEvent;
type Delta = Record<string, unknown>;

const ECHO = responsesEcho(
  { model: "llama-3.1-8b", input: "Hello", instructions: "Be brief.", tools: [{ type: "function", name: "time" }] },
  { requestId: "019abc00-0000-7000-8000-000000000001", startedAt: new Date("2026-11-24T12:00:00Z") },
);
const STEM = "019abc00000070008000000000000001";
const USAGE = { prompt_tokens: 10, completion_tokens: 5, prompt_tokens_details: { cached_tokens: 4 } };
const FAILURE = { type: "server_error", code: "upstream_error", message: "The model server failed." };

const chunk = (delta: Delta, finishReason: string | null = null) => ({
  id: "chatcmpl-1",
  choices: [{ index: 0, delta, finish_reason: finishReason }],
});
const callDelta = (index: number, fields: Delta) => ({ tool_calls: [{ index, ...fields }] });

/** The events of a text, after checking that each is named twice and that the numbers count up from `first`. */
function parse(text: string, first = 0): Event[] {
  const blocks = text.split("\n\n");
  expect(blocks.pop()).toBe("");
  return blocks.map((block, index) => {
    const [, name, data] = /^event: (\S+)\ndata: (.+)$/.exec(block) ?? [];
    const event: Event = JSON.parse(data ?? "");
    expect(event).toMatchObject({ type: name, sequence_number: first + index });
    return event;
  });
}

/** OpenAI's client, answered with a text instead of from a network. */
function clientOf(text: string) {
  return new OpenAI({
    apiKey: "none",
    baseURL: "http://127.0.0.1/v1",
    maxRetries: 0,
    fetch: async () => new Response(text, { headers: { "content-type": "text/event-stream" } }),
  });
}

const ASKED = { model: "llama-3.1-8b", input: "Hello" };

test("a text is announced, sent piece by piece and ended in OpenAI's order", () => {
  const writer = new ResponseEventWriter(ECHO);
  const opening = parse(writer.open());
  expect(opening).toMatchObject([
    { type: "response.created", response: { id: `resp_${STEM}`, status: "in_progress", output: [], output_text: "" } },
    { type: "response.in_progress", response: { instructions: "Be brief.", error: null } },
  ]);
  expect(writer.write(chunk({ role: "assistant", content: "" }))).toBe("");
  const item = { type: "message", id: `msg_${STEM}`, role: "assistant" };
  const place = { item_id: `msg_${STEM}`, output_index: 0, content_index: 0 };
  const part = { type: "output_text", annotations: [] };
  expect(parse(writer.write(chunk({ content: "Hel" })), 2)).toEqual([
    {
      type: "response.output_item.added",
      sequence_number: 2,
      output_index: 0,
      item: { ...item, status: "in_progress", content: [] },
    },
    { type: "response.content_part.added", sequence_number: 3, ...place, part: { ...part, text: "" } },
    { type: "response.output_text.delta", sequence_number: 4, ...place, delta: "Hel", logprobs: [] },
  ]);
  expect(parse(writer.write(chunk({ content: "lo" })), 5)).toEqual([
    { type: "response.output_text.delta", sequence_number: 5, ...place, delta: "lo", logprobs: [] },
  ]);
  expect(writer.write(chunk({}, "stop"))).toBe("");
  const whole = { ...item, status: "completed", content: [{ ...part, text: "Hello" }] };
  expect(parse(writer.finish(USAGE), 6)).toMatchObject([
    { type: "response.output_text.done", ...place, text: "Hello", logprobs: [] },
    { type: "response.content_part.done", ...place, part: { ...part, text: "Hello" } },
    { type: "response.output_item.done", output_index: 0, item: whole },
    {
      type: "response.completed",
      response: { status: "completed", output: [whole], output_text: "Hello", usage: { total_tokens: 15 } },
    },
  ]);
});

test("a call is announced with its name, and its arguments follow as they come", () => {
  const writer = new ResponseEventWriter(ECHO);
  writer.open();
  const first = writer.write(chunk(callDelta(0, { id: "call_a", function: { name: "time", arguments: "" } })));
  expect(parse(first, 2)).toMatchObject([
    { type: "response.output_item.added", item: { call_id: "call_a", name: "time", arguments: "" } },
  ]);
  const second = writer.write(chunk(callDelta(0, { function: { arguments: "{}" } })));
  const place = { item_id: `fc_${STEM}_0`, output_index: 0 };
  expect(parse(second, 3)).toMatchObject([{ type: "response.function_call_arguments.delta", ...place, delta: "{}" }]);
  expect(parse(writer.finish(USAGE), 4)).toMatchObject([
    { type: "response.function_call_arguments.done", ...place, arguments: "{}" },
    { type: "response.output_item.done", item: { status: "completed", arguments: "{}" } },
    { type: "response.completed" },
  ]);
});

test("arguments that come before the name wait for it, and at the end no longer", () => {
  const writer = new ResponseEventWriter(ECHO);
  writer.open();
  expect(writer.write(chunk(callDelta(0, { id: "call_a", function: { arguments: "{" } })))).toBe("");
  expect(writer.write(chunk(callDelta(1, { id: "call_b", function: { arguments: "[" } })))).toBe("");
  expect(parse(writer.write(chunk(callDelta(0, { function: { name: "time", arguments: "}" } }))), 2)).toMatchObject([
    { type: "response.output_item.added", item: { call_id: "call_a", name: "time" } },
    { type: "response.function_call_arguments.delta", delta: "{}" },
  ]);
  const output = [
    { name: "time", arguments: "{}" },
    { name: "", arguments: "[", call_id: "call_b" },
  ];
  expect(parse(writer.finish(USAGE), 4).at(-1)).toMatchObject({ type: "response.completed", response: { output } });
});

test("other choices, and chunks that say nothing, add nothing", () => {
  const writer = new ResponseEventWriter(ECHO);
  writer.open();
  const silent = [
    {},
    { choices: [] },
    { choices: "none" },
    { choices: [null] },
    { choices: [{ index: 0, delta: null }] },
    { choices: [{ index: 1, delta: { content: "Other" }, finish_reason: "length" }] },
    chunk({ content: 7, refusal: null, tool_calls: null }),
  ];
  expect(silent.map((each) => writer.write(each)).join("")).toBe("");
  expect(parse(writer.finish(USAGE), 2)).toMatchObject([{ type: "response.completed", response: { output: [] } }]);
});

test("an answer cut off ends with response.incomplete and an incomplete item", async () => {
  const writer = new ResponseEventWriter(ECHO);
  const chunks = [chunk({ content: "Hel" }), chunk({}, "length"), chunk({})];
  const text = writer.open() + chunks.map((each) => writer.write(each)).join("") + writer.finish(USAGE);
  const item = { status: "incomplete", content: [{ text: "Hel" }] };
  expect(parse(text).slice(-2)).toMatchObject([
    { type: "response.output_item.done", item },
    {
      type: "response.incomplete",
      response: {
        status: "incomplete",
        incomplete_details: { reason: "max_output_tokens" },
        output: [item],
        usage: { output_tokens: 5 },
      },
    },
  ]);
  expect(await clientOf(text).responses.stream(ASKED).finalResponse()).toMatchObject({
    status: "incomplete",
    output_text: "Hel",
  });
});

test("a failure ends with response.failed and then error, and OpenAI's client sees both", async () => {
  const writer = new ResponseEventWriter(ECHO);
  const text = writer.open() + writer.write(chunk({ content: "Hel" })) + writer.fail(FAILURE);
  const { code, message } = FAILURE;
  const events = parse(text);
  expect(events.slice(-2)).toEqual([
    {
      type: "response.failed",
      sequence_number: 5,
      response: expect.objectContaining({
        status: "failed",
        error: { code: "server_error", message },
        output: [expect.objectContaining({ status: "incomplete" })],
        output_text: "Hel",
      }),
    },
    { type: "error", sequence_number: 6, code, message, param: null, error: { ...FAILURE, param: null } },
  ]);
  expect(events.at(-2)).not.toHaveProperty("response.usage");
  const seen: string[] = [];
  const read = async () => {
    for await (const event of await clientOf(text).responses.create({ ...ASKED, stream: true })) seen.push(event.type);
  };
  const error = await read().catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(APIError);
  expect(error).toMatchObject(FAILURE);
  expect(seen.at(-1)).toBe("response.failed");
  await expect(clientOf(text).responses.stream(ASKED).finalResponse()).rejects.toThrow(message);
});
