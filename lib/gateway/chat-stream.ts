import { parseServerSentEvents } from "#lib/fleet/parse-server-sent-events.ts";
import { UpstreamFault } from "#lib/fleet/upstream-fault.ts";
import { errorBody, GatewayError, notRecorded, upstreamFailed, upstreamTimedOut } from "./gateway-error.ts";
import { type StreamChunk, StreamUsage } from "./stream-usage.ts";

export type ChatStreamOptions = {
  readonly events: AsyncIterable<Uint8Array>;
  readonly signal: AbortSignal;
  readonly wantsUsage: boolean;
  onFirstChunk(): void;
  /** Stores what was generated. The stream's end is sent only after it resolves. */
  settle(outcome: "succeeded" | "client_closed", used: StreamUsage): Promise<void>;
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
    for await (const data of completeEvents(options.events)) {
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
    await options.settle("succeeded", used);
    if (usageChunk && options.wantsUsage) yield encode(usageChunk);
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

/** The events up to [DONE]; a stream that ends without it was cut off. */
async function* completeEvents(events: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, undefined> {
  let isDone = false;
  for await (const data of parseServerSentEvents(events)) {
    if (data === "[DONE]") isDone = true;
    else if (!isDone) yield data;
  }
  if (!isDone) throw upstreamFailed("The model server broke off the answer. The request was not billed; try again.");
}

function parseChunk(data: string): StreamChunk {
  try {
    const chunk: unknown = JSON.parse(data);
    if (typeof chunk === "object" && chunk !== null && !("error" in chunk)) return chunk;
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
