import { inputTokenUpperBound } from "#lib/domain/usage/input-bound.ts";
import { longestNormalizedBytes } from "#lib/domain/usage/longest-normalized-bytes.ts";
import { chatAnswerFormat } from "./chat-answer.ts";
import { invalidRequest } from "./gateway-error.ts";
import { indentedGrowth } from "./indented-growth.ts";
import type { AnswerFormat, MeteredRequest } from "./metered-request.ts";
import { asObject, type JsonObject, optionalCount, requireModel, writeJson } from "./read-json-object.ts";

const MAX_CHOICES = 128;
const MAX_TOKENS = 1_000_000;
/** Numbers of arguments may be written anew as far longer ones: 1e15 as 1000000000000000.0. */
const LONGEST_REWRITING = 5;

/**
 * Reads a chat completion request.
 * @throws GatewayError 400 naming the field that is wrong
 */
export function parseChatRequest(body: JsonObject): MeteredRequest {
  const { stream_options } = body;
  const wantsUsage = (asObject(stream_options)?.include_usage ?? false) === true;
  return chatRequest(body, "chat.completions", chatAnswerFormat(wantsUsage));
}

/** A chat completion request, whichever route it came by. */
export function chatRequest(body: JsonObject, route: MeteredRequest["route"], answer: AnswerFormat): MeteredRequest {
  const modelId = requireModel(body);
  const { messages, stream } = body;
  if (!Array.isArray(messages) || messages.length === 0) {
    throw invalidRequest("Send at least one message.", "messages");
  }
  if (stream !== undefined && stream !== null && typeof stream !== "boolean") {
    throw invalidRequest("stream is true or false.", "stream");
  }
  refuseMedia(messages);
  const { max_tokens, max_completion_tokens, ...rest } = body;
  const asked =
    optionalCount(body, "max_completion_tokens", MAX_TOKENS) ?? optionalCount(body, "max_tokens", MAX_TOKENS);
  const boundField = max_completion_tokens == null ? "max_tokens" : "max_completion_tokens";
  const text = writeJson(stream === true ? { ...rest, stream_options: runningUsage(body) } : rest);
  return {
    route,
    upstreamPath: "/chat/completions",
    modelKind: "chat",
    modelId,
    isStreamed: stream === true,
    maxInputTokens: inputTokenUpperBound({
      bodyBytes: promptBytes(body, text, messages),
      messageCount: messages.length,
    }),
    maxTokens: asked,
    choiceCount: optionalCount(body, "n", MAX_CHOICES) ?? 1,
    forwardText: (maxTokens) => `${text.slice(0, -1)},"${boundField}":${maxTokens}}`,
    answer,
  };
}

/**
 * Streams are asked to report usage on every chunk (vLLM; others ignore it), so that a request abandoned half-way can be
 * billed for exactly what was generated.
 */
function runningUsage(body: JsonObject): JsonObject {
  return { ...asObject(body.stream_options), include_usage: true, continuous_usage_stats: true };
}

/** What pictures and sound become in tokens is not bounded by the size of the request, so it could not be held for. */
function refuseMedia(messages: readonly unknown[]): void {
  for (const message of messages) {
    const content = asObject(message)?.content;
    if (!Array.isArray(content)) continue;
    for (const part of content) {
      const type = asObject(part)?.type;
      if (type !== "text" && type !== "refusal") {
        throw invalidRequest("Messages hold text only here. Leave out images, audio and files.", "messages");
      }
    }
  }
}

/**
 * The bytes of the prompt at most. Chat templates write tools as indented JSON and the arguments of earlier calls as
 * JSON anew, so requests with tools are measured with all of their structure indented.
 */
function promptBytes(body: JsonObject, text: string, messages: readonly unknown[]): number {
  const bytes = longestNormalizedBytes(text, Buffer.byteLength(text));
  const hasCalls = messages.some((message) => Array.isArray(asObject(message)?.tool_calls));
  if (body.tools == null && !hasCalls) return bytes;
  const indentation = indentedGrowth(body);
  const callArguments = messages.reduce<number>(
    (sum, message) => sum + argumentBytes(asObject(message)?.tool_calls),
    0,
  );
  return bytes + indentation + callArguments;
}

function argumentBytes(toolCalls: unknown): number {
  if (!Array.isArray(toolCalls)) return 0;
  return toolCalls.reduce<number>((sum, call) => {
    const text = asObject(asObject(call)?.function)?.arguments;
    return sum + (typeof text === "string" ? Buffer.byteLength(text) * LONGEST_REWRITING : 0);
  }, 0);
}
