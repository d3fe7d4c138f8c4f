import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseChatRequest } from "./chat-request.ts";
import { GatewayError } from "./gateway-error.ts";

const HELLO = { model: "qwen3.8-27b", messages: [{ role: "user", content: "Hello" }] };

const forwarded = (body: object, maxTokens = 99) =>
  JSON.parse(parseChatRequest({ ...HELLO, ...body }).forwardText(maxTokens)) as Record<string, unknown>;

function refusalOf(body: object) {
  try {
    parseChatRequest({ ...HELLO, ...body });
  } catch (error) {
    if (error instanceof GatewayError) return error.details;
  }
  throw new Error("The body was not refused");
}

describe("what is forwarded", () => {
  test.each([
    ["no bound", {}, { max_tokens: 99 }, null],
    ["max_tokens", { max_tokens: 500 }, { max_tokens: 99 }, 500],
    ["max_completion_tokens", { max_completion_tokens: 500 }, { max_completion_tokens: 99 }, 500],
    [
      "both, of which the newer counts",
      { max_tokens: 7, max_completion_tokens: 500 },
      { max_completion_tokens: 99 },
      500,
    ],
    ["nulls", { max_tokens: null, max_completion_tokens: null }, { max_tokens: 99 }, null],
    ["a null beside a bound", { max_tokens: 500, max_completion_tokens: null }, { max_tokens: 99 }, 500],
  ])("has the granted bound once, in place of %s", (_, body, bound, asked) => {
    expect(forwarded(body)).toEqual({ ...HELLO, ...bound });
    expect(parseChatRequest({ ...HELLO, ...body }).maxTokens).toBe(asked);
  });

  test("is otherwise what was sent, whatever that is", () => {
    const anyFields = fc.dictionary(
      fc.string().filter((name) => !["stream", "n", "max_tokens", "max_completion_tokens"].includes(name)),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(anyFields, fc.integer({ min: 1, max: 1_000_000 }), (fields, maxTokens) => {
        const body = { ...JSON.parse(JSON.stringify(fields)), ...HELLO };
        const text = parseChatRequest(body).forwardText(maxTokens);
        expect(JSON.parse(text)).toEqual({ ...body, max_tokens: maxTokens });
      }),
    );
  });

  test("of a stream asks for running usage, beside the options of the caller", () => {
    const stream_options = { include_usage: false, include_obfuscation: true };
    expect(forwarded({ stream: true, stream_options }).stream_options).toEqual({
      include_usage: true,
      include_obfuscation: true,
      continuous_usage_stats: true,
    });
    expect(forwarded({ stream: true }).stream_options).toEqual({ include_usage: true, continuous_usage_stats: true });
    expect(forwarded({ stream: false })).not.toHaveProperty("stream_options");
  });
});

describe("the bound on input tokens", () => {
  const boundOf = (body: object) => parseChatRequest({ ...HELLO, ...body }).maxInputTokens;
  const anyText = fc.string({ unit: "binary", maxLength: 200 });

  test("is more than the bytes of all texts, as they are and normalized, and grows with each message", () => {
    fc.assert(
      fc.property(fc.array(anyText, { minLength: 1, maxLength: 5 }), (texts) => {
        const messages = texts.map((content) => ({ role: "user", content }));
        const bytesOf = (write: (text: string) => string) =>
          texts.reduce((sum, text) => sum + Buffer.byteLength(write(text)), 0);
        const sizes = [bytesOf((text) => text), bytesOf((text) => text.normalize("NFC"))];
        expect(boundOf({ messages })).toBeGreaterThan(Math.max(...sizes) + 32 * texts.length);
      }),
    );
  });

  test("covers tools as a template writes them, indented", () => {
    const anyTools = fc.array(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 })), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(anyTools, (tools) => {
        expect(boundOf({ tools })).toBeGreaterThan(Buffer.byteLength(JSON.stringify(tools, null, 4)));
      }),
    );
  });

  test("covers the arguments of earlier calls, written as JSON anew", () => {
    const call = (text: string) => ({ id: "call_1", type: "function", function: { name: "f", arguments: text } });
    const conversation = (text: string) => [
      ...HELLO.messages,
      { role: "assistant", content: null, tool_calls: [call(text)] },
    ];
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        const added = boundOf({ messages: conversation(text) }) - boundOf({ messages: conversation("") });
        expect(added).toBeGreaterThanOrEqual(2 * Buffer.byteLength(text));
      }),
    );
  });
});

test("every answer that is asked for is counted", () => {
  expect(parseChatRequest({ ...HELLO, n: 3 }).choiceCount).toBe(3);
  expect(parseChatRequest({ ...HELLO, n: null }).choiceCount).toBe(1);
});

const withPart = (part: unknown) => ({ messages: [...HELLO.messages, { role: "user", content: [part] }] });

test.each<[string, object, string]>([
  ["no model", { model: "" }, "model"],
  ["a model that is no text", { model: 7 }, "model"],
  ["no messages", { messages: [] }, "messages"],
  ["messages that are no list", { messages: "Hello" }, "messages"],
  ["a stream that is no boolean", { stream: 1 }, "stream"],
  ["no choices", { n: 0 }, "n"],
  ["half a choice", { n: 1.5 }, "n"],
  ["too many choices", { n: 129 }, "n"],
  ["a bound of nothing", { max_tokens: 0 }, "max_tokens"],
  ["a bound in text", { max_tokens: "100" }, "max_tokens"],
  ["a bound beyond any model", { max_completion_tokens: 1_000_001 }, "max_completion_tokens"],
  ["a wrong bound beside a right one", { max_completion_tokens: -1, max_tokens: 10 }, "max_completion_tokens"],
  ["an image", withPart({ type: "image_url", image_url: { url: "https://images.test/a.png" } }), "messages"],
  ["an image that hides its type", withPart({ image_url: "https://images.test/a.png" }), "messages"],
  ["sound", withPart({ type: "input_audio" }), "messages"],
  ["a part that is nothing", withPart(null), "messages"],
])("%s is refused", (_, body, param) => {
  expect(refusalOf(body)).toMatchObject({ status: 400, code: "bad_request", param, errorClass: "caller" });
});

test("parts of text, and refusals of earlier answers, are no media", () => {
  for (const part of [
    { type: "text", text: "Hi" },
    { type: "refusal", refusal: "No." },
  ]) {
    expect(forwarded(withPart(part)).messages).toEqual(withPart(part).messages);
  }
});
