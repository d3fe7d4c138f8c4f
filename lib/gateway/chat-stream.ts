import type { TokenCounts } from "#lib/domain/usage/price-usage.ts";
import { parseServerSentEvents } from "#lib/fleet/parse-server-sent-events.ts";
import type { UpstreamBody } from "#lib/fleet/upstream-body.ts";
import { UpstreamFault } from "#lib/fleet/upstream-fault.ts";
import { billedUsage } from "./billed-usage.ts";
import { errorBody, GatewayError, notRecorded, upstreamFailed, upstreamTimedOut } from "./gateway-error.ts";
import { type StreamChunk, StreamUsage } from "./stream-usage.ts";

const LONGEST_GOODBYE_MS = 1_000;

export type ChatStreamOptions = {
  readonly body: UpstreamBody;
  readonly signal: AbortSignal;
  readonly wantsUsage: boolean;
  onFirstChunk(): void;
  /** Stores what was generated, and returns what is billed. The stream's end is sent only after it resolves. */
  settle(outcome: "succeeded" | "client_closed", used: StreamUsage): Promise<TokenCounts>;
  /** Records that the request failed and is not billed. */
  fail(error: GatewayError): Promise<void>;
};

/**
 * Forwards a chat stream chunk by chunk, without waiting for the next, and counts it. The last words, usage and
 * [DONE], follow only when the request is settled. A caller that leaves is billed for what was generated until then.
 */
export async function* forwardChatStream(options: ChatStreamOptions): AsyncGenerator<string, void, undefined> {
  const used = new StreamUsage();
  let isOver = false;
  try {
    let usageChunk: StreamChunk | null = null;
    for await (const data of completeEvents(options.body)) {
      const chunk = parseChunk(data);
      used.note(chunk);
      if (chunk.choices?.length === 0 && chunk.usage) {
        usageChunk = chunk;
        continue;
      }
      options.onFirstChunk();
      yield encode(withoutRunningUsage(chunk, options.wantsUsage));
    }
    isOver = true;
    const billed = await options.settle("succeeded", used);
    if (usageChunk && options.wantsUsage) yield encode({ ...usageChunk, usage: billedUsage(usageChunk.usage, billed) });
    yield "data: [DONE]\n\n";
  } catch (error) {
    if (options.signal.aborted || isOver) {
      if (isOver) yield encode(errorBody(error instanceof GatewayError ? error : notRecorded()));
      return;
    }
    isOver = true;
    const refusal = asGatewayError(error);
    await options.fail(refusal);
    yield encode(errorBody(refusal));
  } finally {
    if (!isOver) await options.settle("client_closed", used);
  }
}

/** The events up to [DONE]; a stream that ends without it was cut off, and what comes after it changes nothing. */
async function* completeEvents(body: UpstreamBody): AsyncGenerator<string, void, undefined> {
  const events = parseServerSentEvents(body);
  let isComplete = false;
  try {
    for (let step = await events.next(); !step.done; step = await events.next()) {
      isComplete = step.value === "[DONE]";
      if (isComplete) return;
      yield step.value;
    }
  } finally {
    if (isComplete) letEnd(body, events);
    else await events.return();
  }
  throw upstreamFailed("The model server broke off the answer. The request was not billed; try again.");
}

/** Reads on to the end, which keeps the connection for the next request, but not for long. */
function letEnd(body: UpstreamBody, events: AsyncGenerator<string, void, undefined>): void {
  const cut = setTimeout(() => body.cancel(), LONGEST_GOODBYE_MS);
  events
    .next()
    .catch(() => undefined)
    .finally(() => {
      clearTimeout(cut);
      body.cancel();
    });
}

function parseChunk(data: string): StreamChunk {
  try {
    const chunk: unknown = JSON.parse(data);
    if (typeof chunk === "object" && chunk !== null && (chunk as { error?: unknown }).error == null) return chunk;
  } catch {}
  throw upstreamFailed("The model server sent an answer that cannot be read. The request was not billed; try again.");
}

function withoutRunningUsage(chunk: StreamChunk, wantsUsage: boolean): StreamChunk {
  if (!("usage" in chunk)) return chunk;
  const { usage: _, ...rest } = chunk;
  return wantsUsage ? { ...rest, usage: null } : rest;
}

function asGatewayError(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error;
  if (error instanceof UpstreamFault && error.kind === "timeout") return upstreamTimedOut();
  return upstreamFailed();
}

function encode(value: unknown): string {
  return `data: ${JSON.stringify(value)}\n\n`;
}
