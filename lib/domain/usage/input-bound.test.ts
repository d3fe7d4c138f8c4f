import fc from "fast-check";
import { encode as encodeCl100k } from "gpt-tokenizer/encoding/cl100k_base";
import { encode as encodeO200k } from "gpt-tokenizer/encoding/o200k_harmony";
import { describe, expect, test } from "vitest";
import { inputTokenUpperBound } from "./input-bound.ts";

type Message = { role: "system" | "user" | "assistant"; content: string };

const roles = fc.constantFrom<Message["role"]>("system", "user", "assistant");

/** From plain words to text that byte-level tokenizers are worst at: rare scripts, lone surrogates, control characters. */
const contents = fc.oneof(
  fc.lorem({ maxCount: 40 }),
  fc.string({ maxLength: 200 }),
  fc.string({ unit: "grapheme", maxLength: 100 }),
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.constantFrom(
    "<|im_start|>".repeat(30),
    "<|start|><|message|><|end|>".repeat(20),
    "\u0000".repeat(99),
    "𝅘𝅥𝅮".repeat(50),
  ),
);

const chats = fc.array(fc.record({ role: roles, content: contents }), { minLength: 1, maxLength: 12 });

const bytesOf = (text: string) => new TextEncoder().encode(text).length;
const bodyOf = (messages: readonly Message[]) => JSON.stringify({ model: "m", messages });

/** What an upstream sees of a string after its JSON has travelled as UTF-8. */
const asReceived = (text: string) => new TextDecoder().decode(new TextEncoder().encode(text));

const HARMONY_SYSTEM = `<|start|>system<|message|>You are ChatGPT, a large language model trained by OpenAI.
Knowledge cutoff: 2024-06
Current date: 2026-11-24

Reasoning: medium

# Valid channels: analysis, commentary, final. Channel must be included for every message.<|end|>`;

/** Tokens of the prompt as gpt-oss renders it: special tokens in the template, the content as text that spells none. */
function harmonyTokens(messages: readonly Message[]): number {
  const template = (text: string) => encodeO200k(text, { allowedSpecial: "all" }).length;
  const content = (text: string) => encodeO200k(asReceived(text), { disallowedSpecial: new Set() }).length;
  const frames = messages.map(({ role, content: text }) => {
    const channel = role === "assistant" ? "<|channel|>final" : "";
    return template(`<|start|>${role}${channel}<|message|>`) + content(text) + template("<|end|>");
  });
  return template(HARMONY_SYSTEM) + frames.reduce((sum, tokens) => sum + tokens, 0) + template("<|start|>assistant");
}

/** Tokens of the prompt in a ChatML template whose special tokens are spelled out: more tokens than any real one. */
function spelledOutTokens(messages: readonly Message[]): number {
  const prompt = messages
    .map(({ role, content }) => `<|im_start|>${role}\n${asReceived(content)}<|im_end|>\n`)
    .join("");
  return encodeCl100k(`${prompt}<|im_start|>assistant\n`, { disallowedSpecial: new Set() }).length;
}

describe("inputTokenUpperBound", () => {
  test("is never below what real tokenizers count, escapes or not", () => {
    fc.assert(
      fc.property(chats, (messages) => {
        const bodyBytes = bytesOf(bodyOf(messages));
        const bound = inputTokenUpperBound({ bodyBytes, messageCount: messages.length });
        expect(harmonyTokens(messages)).toBeLessThanOrEqual(bound);
        expect(spelledOutTokens(messages)).toBeLessThanOrEqual(bound);
      }),
      { numRuns: 300 },
    );
  });

  test("holds for a conversation of 2,000 empty messages, which is nearly all template", () => {
    const messages = Array.from({ length: 2_000 }, (): Message => ({ role: "user", content: "" }));
    const bound = inputTokenUpperBound({ bodyBytes: bytesOf(bodyOf(messages)), messageCount: messages.length });
    expect(harmonyTokens(messages)).toBeLessThanOrEqual(bound);
    expect(spelledOutTokens(messages)).toBeLessThanOrEqual(bound);
  });

  test("counts every byte, every message and the request itself", () => {
    const bound = (bodyBytes: number, messageCount: number) => inputTokenUpperBound({ bodyBytes, messageCount });
    expect(bound(0, 0)).toBeGreaterThanOrEqual(290);
    expect(bound(1_000_000, 3) - bound(0, 3)).toBe(1_000_000);
    expect(bound(0, 101) - bound(0, 1)).toBeGreaterThanOrEqual(100 * 15);
  });

  test("the rule of thumb of four bytes a token is no bound", () => {
    const messages: Message[] = [{ role: "user", content: "𝅘𝅥𝅮".repeat(1_000) }];
    expect(harmonyTokens(messages)).toBeGreaterThan(bytesOf(bodyOf(messages)) / 4);
  });

  test("a tokenizer that normalizes needs the normalized size: the raw size alone is no bound", () => {
    const body = bodyOf([{ role: "user", content: "\u{1d160}".repeat(1_000) }]);
    const normalized: Message[] = [{ role: "user", content: "\u{1d160}".repeat(1_000).normalize("NFC") }];
    const bound = (bodyBytes: number) => inputTokenUpperBound({ bodyBytes, messageCount: 1 });
    expect(harmonyTokens(normalized)).toBeGreaterThan(bound(bytesOf(body)));
    expect(harmonyTokens(normalized)).toBeLessThanOrEqual(bound(bytesOf(body.normalize("NFC"))));
  });

  test("no character grows more than threefold when normalized", () => {
    let largestGrowth = 0;
    for (let codePoint = 0; codePoint <= 0x10ffff; codePoint++) {
      const character = String.fromCodePoint(codePoint);
      if (character.normalize("NFC") === character) continue;
      largestGrowth = Math.max(largestGrowth, bytesOf(character.normalize("NFC")) / bytesOf(character));
    }
    expect(largestGrowth).toBe(3);
  });

  test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])("throws on %d", (bad) => {
    expect(() => inputTokenUpperBound({ bodyBytes: bad, messageCount: 1 })).toThrow(RangeError);
    expect(() => inputTokenUpperBound({ bodyBytes: 1, messageCount: bad })).toThrow(RangeError);
  });
});
