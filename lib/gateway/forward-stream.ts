import type { TokenCounts } from "#lib/domain/usage/price-usage.ts";
import { parseServerSentEvents } from "#lib/fleet/parse-server-sent-events.ts";
import type { UpstreamBody } from "#lib/fleet/upstream-body.ts";
import { UpstreamFault } from "#lib/fleet/upstream-fault.ts";
import { billedUsage } from "./billed-usage.ts";
import { GatewayError, notRecorded, upstreamFailed, upstreamTimedOut } from "./gateway-error.ts";
import type { StreamWriter } from "./metered-request.ts";
import type { StreamChunk, StreamUsage } from "./stream-usage.ts";

const LONGEST_GOODBYE_MS = 1_000;

const UNUSABLE = {
  unreadable: "The model server sent an answer that cannot be read. The request was not billed; try again.",
  broken_off: "The model server broke off the answer. The request was not billed; try again.",
};

export type StreamOptions = {
  readonly body: UpstreamBody;
  readonly signal: AbortSignal;
  readonly writer: StreamWriter;
  readonly used: StreamUsage;
  onFirstChunk(): void;
  /** What its caller is told where we ended it ourselves; null where we did not. */
  cutError(): GatewayError | null;
  /** Stores what was generated, and returns what is billed. The stream's end is sent only after it resolves. */
  settle(outcome: "succeeded" | "client_closed" | "interrupted"): Promise<TokenCounts>;
  /** Records that the request failed and is not billed; how the model server failed, or null where it did not. */
  fail(error: GatewayError, faultKind: string | null): Promise<void>;
};

/**
 * Forwards a chat stream chunk by chunk, without waiting for the next, and counts it. The last words follow only when
 * the request is settled. A caller that leaves is billed for what was generated until then.
 */
export async function* forwardStream(options: StreamOptions): AsyncGenerator<string, void, undefined> {
  const { used, writer } = options;
  let isOver = false;
  try {
    const opening = writer.open();
    if (opening) yield opening;
    for await (const data of completeEvents(options.body)) {
      const chunk = parseChunk(data);
      used.note(chunk);
      const text = writer.write(chunk);
      if (!text) continue;
      options.onFirstChunk();
      yield text;
    }
    isOver = true;
    const billed = await options.settle("succeeded");
    yield writer.finish(billedUsage(used.report(), billed));
  } catch (error) {
    if (isOver) yield writer.fail(error instanceof GatewayError ? error : notRecorded());
    if (options.signal.aborted || isOver) return;
    isOver = true;
    yield writer.fail(await closeFailed(options, error));
  } finally {
    if (!isOver) await options.settle("client_closed");
  }
}

/** The stream arrived, but not as one that can be passed on. */
class UnusableStream extends Error {
  readonly kind: keyof typeof UNUSABLE;

  constructor(kind: keyof typeof UNUSABLE) {
    super(UNUSABLE[kind]);
    this.kind = kind;
  }
}

/** Settles a stream that did not end well, and says what its caller is told. */
async function closeFailed(options: StreamOptions, error: unknown): Promise<GatewayError> {
  const cutError = options.cutError();
  if (cutError) {
    await options.settle("interrupted");
    return cutError;
  }
  const refusal = asGatewayError(error);
  await options.fail(refusal, error instanceof UpstreamFault || error instanceof UnusableStream ? error.kind : null);
  return refusal;
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
  throw new UnusableStream("broken_off");
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
  throw new UnusableStream("unreadable");
}

function asGatewayError(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error;
  if (error instanceof UnusableStream) return upstreamFailed(error.message);
  if (error instanceof UpstreamFault && error.kind === "timeout") return upstreamTimedOut();
  return upstreamFailed();
}
