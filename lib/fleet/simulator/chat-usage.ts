import { countTokens } from "./count-tokens.ts";
import type { ChatMessage, ChatRequest } from "./parse-chat-request.ts";

const TOKENS_PER_MESSAGE = 4;
const TOKENS_TO_PRIME_REPLY = 3;
const SHORTEST_CACHED_PREFIX = 64;
const CACHE_BLOCK_TOKENS = 16;

/** The `usage` of a completion in OpenAI's shape. */
export type ChatUsage = {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
  readonly prompt_tokens_details: { readonly cached_tokens: number };
};

/**
 * Counts the prompt once, and gives the usage for any number of tokens sent so far. The prompt is the tokens of every
 * message's content, name, tool calls and of the tools, plus 4 a message and 3 for the reply. Prefix caching is
 * simulated without memory: a leading system message of 64 tokens or more counts as cached, in whole blocks of 16.
 */
export function chatUsage(request: ChatRequest): (sentTokens: number) => ChatUsage {
  const { overReport, overReportInput } = request.directives;
  const promptTokens = countPrompt(request) + overReportInput;
  const cachedTokens = countCached(request.messages);
  return (sentTokens) => ({
    prompt_tokens: promptTokens,
    completion_tokens: sentTokens + overReport,
    total_tokens: promptTokens + sentTokens + overReport,
    prompt_tokens_details: { cached_tokens: cachedTokens },
  });
}

function countPrompt(request: ChatRequest): number {
  const messages = request.messages.map(
    ({ text, extra }) => countTokens(text) + countTokens(extra) + TOKENS_PER_MESSAGE,
  );
  return messages.reduce((sum, tokens) => sum + tokens, TOKENS_TO_PRIME_REPLY + countTokens(request.tools));
}

function countCached(messages: readonly ChatMessage[]): number {
  const [first] = messages;
  if (first?.role !== "system") return 0;
  const tokens = countTokens(first.text);
  return tokens < SHORTEST_CACHED_PREFIX ? 0 : tokens - (tokens % CACHE_BLOCK_TOKENS);
}
