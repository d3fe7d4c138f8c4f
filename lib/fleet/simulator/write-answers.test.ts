import fc from "fast-check";
import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { describe, expect, it } from "vitest";
import { parseChatRequest } from "./parse-chat-request.ts";
import { type Answer, writeAnswers } from "./write-answers.ts";

function answer(question: string, more: Readonly<Record<string, unknown>> = {}): Answer {
  const body = { model: "glm-5.3-flash", messages: [{ role: "user", content: question }], ...more };
  const [first] = writeAnswers(parseChatRequest(body, ""));
  if (!first) throw new Error("no answer");
  return first;
}

const question = fc.string().filter((text) => !text.includes("[[sim"));
const maximum = fc.integer({ min: 1, max: 300 });

describe("writeAnswers", () => {
  it("writes sentences that end, unless the caller's maximum cuts them", () => {
    fc.assert(
      fc.property(question, maximum, (text, max_tokens) => {
        const whole = answer(text);
        expect(whole.finishReason).toBe("stop");
        expect(whole.tokens.join("")).toMatch(/^[A-Z][\s\S]*[a-zC]\.$/);
        const cut = answer(text, { max_tokens });
        expect(cut.tokens).toEqual(whole.tokens.slice(0, max_tokens));
        expect(cut.finishReason).toBe(whole.tokens.length > max_tokens ? "length" : "stop");
      }),
    );
  });

  it("has as many tokens as its text, wherever it is cut, and no token that splits a character", () => {
    fc.assert(
      fc.property(question, maximum, (text, max_tokens) => {
        const { tokens } = answer(text, { max_tokens });
        expect(encode(tokens.join(""))).toHaveLength(tokens.length);
        for (const token of tokens) expect(token).not.toContain("\uFFFD");
      }),
      { numRuns: 500 },
    );
  });

  it("uses characters of several bytes, so that readers meet them", () => {
    const text = Array.from({ length: 50 }, (_, index) => answer(`question ${index}`).tokens.join("")).join("");
    for (const character of ["—", "é", "ï", "≈", "°", "µ"]) expect(text).toContain(character);
  });

  it("has exactly the length a directive asks for", () => {
    fc.assert(
      fc.property(question, fc.integer({ min: 1, max: 2_000 }), maximum, (text, tokens, max_tokens) => {
        const metadata = { sim: `tokens=${tokens}` };
        expect(answer(text, { metadata })).toMatchObject({ tokens: { length: tokens }, finishReason: "stop" });
        const cut = answer(text, { metadata, max_completion_tokens: max_tokens });
        expect(cut.tokens).toHaveLength(Math.min(tokens, max_tokens));
        expect(cut.finishReason).toBe(tokens > max_tokens ? "length" : "stop");
      }),
    );
  });

  it("depends on model, messages and choice, and on nothing else", () => {
    const base = answer("same");
    expect(answer("same", { temperature: 0.9, user: "u", stream: true })).toEqual(base);
    expect(answer("other").tokens).not.toEqual(base.tokens);
    expect(answer("same", { model: "qwen3.8-27b" }).tokens).not.toEqual(base.tokens);
    const messages = [{ role: "user", content: "same" }];
    const [first, second] = writeAnswers(parseChatRequest({ model: "glm-5.3-flash", messages, n: 2 }, ""));
    expect(first).toEqual(base);
    expect(second?.tokens).not.toEqual(base.tokens);
  });
});
