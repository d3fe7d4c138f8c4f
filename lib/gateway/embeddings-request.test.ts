import fc from "fast-check";
import { expect, test } from "vitest";
import { parseEmbeddingsRequest } from "./embeddings-request.ts";
import { GatewayError } from "./gateway-error.ts";

const MODEL = "bge-large-en-v1.5";
const PER_REQUEST = 512;
const PER_INPUT = 32;

const parse = (body: object) => parseEmbeddingsRequest({ model: MODEL, ...body });

function refusalOf(body: object) {
  try {
    parse(body);
  } catch (error) {
    if (error instanceof GatewayError) return error.details;
  }
  throw new Error("The body was not refused");
}

test.each<[string, unknown, number, number]>([
  ["a text", "Hello", 5, 1],
  ["a text that normalizes to a longer one", "é", 6, 1],
  ["texts", ["Hello", "you"], 8, 2],
  ["tokens", [1, 2, 3], 3, 1],
  ["lists of tokens", [[1, 2, 3], [4]], 4, 2],
])("%s is bounded by its bytes or tokens", (_, input, size, inputs) => {
  expect(parse({ input }).maxInputTokens).toBe(size + PER_INPUT * inputs + PER_REQUEST);
});

test("no normal form of any texts has more bytes than the bound", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary", minLength: 1 }), { minLength: 1, maxLength: 10 }), (input) => {
      const bytes = input.reduce((sum, text) => sum + Buffer.byteLength(text.normalize("NFC")), 0);
      expect(parse({ input }).maxInputTokens).toBeGreaterThanOrEqual(bytes + PER_INPUT * input.length);
    }),
  );
});

test("floats are always asked for, nothing is streamed, and the rest is what was sent", () => {
  const request = parse({
    input: "Hi",
    encoding_format: "base64",
    stream: true,
    dimensions: 64,
    user: "u1",
    messages: null,
  });
  expect(JSON.parse(request.forwardText(0))).toEqual({
    model: MODEL,
    input: "Hi",
    encoding_format: "float",
    dimensions: 64,
    user: "u1",
  });
  expect(request).toMatchObject({ isStreamed: false, maxTokens: 0, choiceCount: 1, modelKind: "embedding" });
});

test.each<[string, object, string]>([
  ["no model", { model: "", input: "Hi" }, "model"],
  ["no input", {}, "input"],
  ["an empty text", { input: "" }, "input"],
  ["an empty list", { input: [] }, "input"],
  ["an empty text among others", { input: ["Hi", ""] }, "input"],
  ["an empty list of tokens", { input: [[1], []] }, "input"],
  ["tokens among texts", { input: ["Hi", 1] }, "input"],
  ["half a token", { input: [1, 1.5] }, "input"],
  ["a token below zero", { input: [-1] }, "input"],
  ["an object", { input: { text: "Hi" } }, "input"],
  ["too many inputs", { input: Array.from({ length: 2_049 }, () => "Hi") }, "input"],
  ["an encoding nobody knows", { input: "Hi", encoding_format: "int8" }, "encoding_format"],
  ["a conversation in place of input", { input: "Hi", messages: [{ role: "user", content: "Hi" }] }, "messages"],
])("%s is refused", (_, body, param) => {
  expect(refusalOf(body)).toMatchObject({ status: 400, code: "bad_request", param, errorClass: "caller" });
});

test("as many inputs as are allowed are taken, and tokens count as one input", () => {
  expect(() => parse({ input: Array.from({ length: 2_048 }, () => "Hi") })).not.toThrow();
  expect(() => parse({ input: Array.from({ length: 5_000 }, (_, id) => id) })).not.toThrow();
});
