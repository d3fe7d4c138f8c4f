import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { describe, expect, it } from "vitest";
import { chatUsage } from "./chat-usage.ts";
import { parseChatRequest } from "./parse-chat-request.ts";

function usageOf(messages: readonly unknown[], more: Readonly<Record<string, unknown>> = {}, sim = "") {
  return chatUsage(parseChatRequest({ model: "m", messages, ...more }, sim))(10);
}

/** A text of exactly so many tokens. */
function textOf(tokens: number): string {
  const text = `word${" word".repeat(tokens - 1)}`;
  expect(encode(text)).toHaveLength(tokens);
  return text;
}

describe("chatUsage", () => {
  it("counts the content of every message, 4 a message and 3 for the reply", () => {
    const messages = [
      { role: "system", content: textOf(20) },
      { role: "user", content: [{ type: "text", text: textOf(5) }] },
      { role: "assistant", content: null },
    ];
    const usage = usageOf(messages);
    expect(usage).toMatchObject({ prompt_tokens: 20 + 5 + 3 * 4 + 3, completion_tokens: 10, total_tokens: 50 });
  });

  it("counts names, tool calls and tools", () => {
    const plain = usageOf([{ role: "user", content: "hi" }]).prompt_tokens;
    expect(usageOf([{ role: "user", content: "hi", name: "Ada" }]).prompt_tokens).toBe(plain + encode("Ada").length);
    expect(usageOf([{ role: "user", content: "hi", tool_calls: [{ id: 1 }] }]).prompt_tokens).toBeGreaterThan(plain);
    expect(usageOf([{ role: "user", content: "hi" }], { tools: [{ name: "f" }] }).prompt_tokens).toBeGreaterThan(plain);
  });

  it.each([
    [63, 0],
    [64, 64],
    [79, 64],
    [80, 80],
    [1_000, 992],
  ])("of a leading system message of %i tokens %i are cached", (tokens, cached) => {
    const messages = [
      { role: "system", content: textOf(tokens) },
      { role: "user", content: textOf(200) },
    ];
    expect(usageOf(messages).prompt_tokens_details.cached_tokens).toBe(cached);
  });

  it("caches no other message", () => {
    const long = textOf(100);
    const user = { role: "user", content: long };
    expect(usageOf([user]).prompt_tokens_details.cached_tokens).toBe(0);
    expect(usageOf([user, { role: "system", content: long }]).prompt_tokens_details.cached_tokens).toBe(0);
  });

  it("over-reports when told to", () => {
    const messages = [{ role: "user", content: textOf(5) }];
    expect(usageOf(messages, {}, "over-report=7, over-report-input=100")).toMatchObject({
      prompt_tokens: 112,
      completion_tokens: 17,
      total_tokens: 129,
    });
  });
});
