import { invalidRequest } from "./gateway-error.ts";

const MAX_CHOICES = 128;
const MAX_TOKENS = 1_000_000;

/** A chat completion request, checked as far as metering it needs; the rest is for the model server to judge. */
export type ChatRequest = {
  readonly modelId: string;
  readonly isStreamed: boolean;
  /** The caller asked for the usage chunk at the end of the stream. */
  readonly wantsUsage: boolean;
  readonly messageCount: number;
  /** The body as it goes to the model server. */
  readonly forwardText: string;
  /** The most output tokens the caller asked for in each choice; null when it set no bound. */
  readonly maxTokensPerChoice: number | null;
  readonly choiceCount: number;
};

/** Reads a request body. @throws GatewayError 400 naming the field that is wrong */
export function parseChatRequest(bytes: Buffer): ChatRequest {
  const body = parseObject(bytes.toString("utf8"));
  const { model, messages, stream } = body;
  if (typeof model !== "string" || model === "") throw invalidRequest("Name the model to use.", "model");
  if (!Array.isArray(messages) || messages.length === 0) {
    throw invalidRequest("Send at least one message.", "messages");
  }
  if (stream !== undefined && stream !== null && typeof stream !== "boolean") {
    throw invalidRequest("stream is true or false.", "stream");
  }
  const choiceCount = optionalCount(body, "n", MAX_CHOICES) ?? 1;
  const maxTokensPerChoice =
    optionalCount(body, "max_completion_tokens", MAX_TOKENS) ?? optionalCount(body, "max_tokens", MAX_TOKENS);
  return {
    modelId: model,
    isStreamed: stream === true,
    wantsUsage: (asObject(body.stream_options)?.include_usage ?? false) === true,
    messageCount: messages.length,
    forwardText: writeForward(body),
    maxTokensPerChoice,
    choiceCount,
  };
}

/**
 * The body for the model server, written anew from what was checked: a key that stood twice in the caller's text would
 * else be read in one way here and in another there. Streams are asked to report usage on every chunk (vLLM; others
 * ignore it), so that a request abandoned half-way can be billed for exactly what was generated.
 */
function writeForward(body: Readonly<Record<string, unknown>>): string {
  const forwarded =
    body.stream === true
      ? {
          ...body,
          stream_options: { ...asObject(body.stream_options), include_usage: true, continuous_usage_stats: true },
        }
      : body;
  try {
    return JSON.stringify(forwarded);
  } catch {
    throw invalidRequest("The request body is nested too deeply.");
  }
}

function parseObject(text: string): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw invalidRequest("The request body is not valid JSON.");
  }
  const body = asObject(parsed);
  if (!body) throw invalidRequest("The request body must be a JSON object.");
  return body;
}

function asObject(value: unknown): Record<string, unknown> | null {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}

function optionalCount(body: Readonly<Record<string, unknown>>, field: string, most: number): number | null {
  const value = body[field];
  if (value === undefined || value === null) return null;
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 1 || value > most) {
    throw invalidRequest(`${field} is a whole number from 1 to ${most}.`, field);
  }
  return value;
}
