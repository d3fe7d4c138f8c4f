import { monotonicMs } from "#lib/platform/clock.ts";
import type { PlannedRequest } from "./plan-load.ts";

export const LOAD_MODEL = "qwen3.8-27b";

type Usage = { readonly prompt_tokens: number; readonly completion_tokens: number };

/** What one caller knows of one request afterwards. */
export type Answer = {
  readonly planned: PlannedRequest;
  readonly url: string;
  readonly sentAtMs: number;
  readonly endedAtMs: number;
  /** Null where the connection broke before there were headers. */
  readonly requestId: string | null;
  readonly status: number | null;
  readonly retryAfter: string | null;
  /** The whole body, or the stream with its [DONE]. */
  readonly isComplete: boolean;
  /** The pieces of a stream that arrived, one token each. */
  readonly receivedTokens: number;
  readonly usage: Usage | null;
  readonly text: string;
};

type Body = { usage?: Usage | null; choices?: readonly { delta?: { content?: string | null } }[] };

/** Sends one request and reads its answer as far as it comes. Does not reject: a connection that breaks is an answer too. */
export async function sendPlanned(url: string, apiKey: string, planned: PlannedRequest): Promise<Answer> {
  const { isStreamed, tokens, tokensPerSecond, maxTokens } = planned;
  const messages = [{ role: "user", content: `[[sim: tokens=${tokens}, rate=${tokensPerSecond}]] Go on.` }];
  const body = { model: LOAD_MODEL, messages, stream: isStreamed, max_tokens: maxTokens };
  const stream = isStreamed ? { stream_options: { include_usage: true } } : {};
  const sentAtMs = monotonicMs();
  let response: Response | null = null;
  let text = "";
  let isWhole = false;
  try {
    response = await fetch(`${url}/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
      body: JSON.stringify({ ...body, ...stream }),
    });
    for await (const part of response.body?.pipeThrough(new TextDecoderStream()) ?? []) text += part;
    isWhole = true;
  } catch {}
  return {
    planned,
    url,
    sentAtMs,
    endedAtMs: monotonicMs(),
    requestId: response?.headers.get("x-request-id") ?? null,
    status: response?.status ?? null,
    retryAfter: response?.headers.get("retry-after") ?? null,
    text,
    ...(response?.status === 200
      ? readAnswer(text, isStreamed, isWhole)
      : { isComplete: false, receivedTokens: 0, usage: null }),
  };
}

function readAnswer(text: string, isStreamed: boolean, isWhole: boolean) {
  if (!isStreamed)
    return { isComplete: isWhole, receivedTokens: 0, usage: isWhole ? usageOf([JSON.parse(text)]) : null };
  // What follows the last empty line is an event that was cut off.
  const events = text
    .split("\n\n")
    .slice(0, -1)
    .map((event) => event.replace(/^data: /, ""));
  const bodies = events.filter((data) => data !== "[DONE]").map((data): Body => JSON.parse(data));
  const receivedTokens = bodies.filter(({ choices }) => choices?.[0]?.delta?.content).length;
  return { isComplete: events.includes("[DONE]"), receivedTokens, usage: usageOf(bodies) };
}

function usageOf(bodies: readonly Body[]): Usage | null {
  return bodies.findLast(({ usage }) => usage)?.usage ?? null;
}
