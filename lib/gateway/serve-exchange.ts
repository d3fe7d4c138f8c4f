import type { IncomingMessage, ServerResponse } from "node:http";
import { log } from "#lib/platform/log.ts";
import type { ByteBudget, ByteLease } from "./byte-budget.ts";
import type { GatewayBody, GatewayHandler, GatewayRequest } from "./gateway-http.ts";
import { readRequestBody } from "./read-request-body.ts";

/** How long a caller who was refused before its body was there may go on sending. */
export const LATE_BODY_MS = 1_000;

export type ExchangeOptions = {
  readonly budget: ByteBudget;
  /** How long a reader may take nothing before it is let go. */
  readonly writeStallMs: number;
  /** Whether the connection is to end with this answer; asked when the answer begins. */
  isLastOfConnection(): boolean;
};

/** Serves one request of node:http. Resolves when the answer has left or the connection is gone. Does not reject. */
export async function serveExchange(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  handle: GatewayHandler,
  options: ExchangeOptions,
): Promise<void> {
  const lease = options.budget.lease();
  try {
    await exchange(incoming, outgoing, handle, lease, options);
  } catch (error) {
    log.error("response.broken", error);
    outgoing.destroy();
  } finally {
    lease.release();
  }
}

async function exchange(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  handle: GatewayHandler,
  lease: ByteLease,
  options: ExchangeOptions,
): Promise<void> {
  const gone = new AbortController();
  const closed = new Promise<void>((resolve) => {
    outgoing.once("close", () => {
      if (!outgoing.writableFinished) gone.abort();
      resolve();
    });
  });
  const response = await handle(toGatewayRequest(incoming, gone.signal, lease));
  if (options.isLastOfConnection()) outgoing.setHeader("connection", "close");
  if (!incoming.complete) endConnectionAfter(outgoing, incoming);
  outgoing.writeHead(response.status, { ...response.headers, ...lengthOf(response.body) });
  await send(outgoing, response.body, options.writeStallMs);
  await closed;
}

/** Refused before its body was there: the caller may read the refusal, but not go on sending for long. */
function endConnectionAfter(outgoing: ServerResponse, incoming: IncomingMessage): void {
  outgoing.setHeader("connection", "close");
  incoming.resume();
  outgoing.once("finish", () => setTimeout(() => incoming.destroy(), LATE_BODY_MS).unref());
}

function toGatewayRequest(incoming: IncomingMessage, signal: AbortSignal, lease: ByteLease): GatewayRequest {
  const url = incoming.url ?? "/";
  const queryStart = url.indexOf("?");
  return {
    method: incoming.method ?? "GET",
    path: queryStart === -1 ? url : url.slice(0, queryStart),
    header: (name) => {
      const value = incoming.headers[name];
      return Array.isArray(value) ? value[0] : value;
    },
    readBody: (limitBytes) => readRequestBody(incoming, limitBytes, lease),
    signal,
  };
}

function lengthOf(body: GatewayBody): { "content-length"?: number } {
  return typeof body === "string" || body instanceof Uint8Array ? { "content-length": Buffer.byteLength(body) } : {};
}

async function send(outgoing: ServerResponse, body: GatewayBody, writeStallMs: number): Promise<void> {
  if (typeof body === "string" || body instanceof Uint8Array) {
    outgoing.end(body);
    return;
  }
  outgoing.flushHeaders();
  for await (const part of body) {
    if (outgoing.destroyed) break;
    if (!outgoing.write(part)) await drained(outgoing, writeStallMs);
  }
  outgoing.end();
}

/** Waits for a slow reader; one that has stopped reading is let go. */
function drained(outgoing: ServerResponse, writeStallMs: number): Promise<void> {
  return new Promise((resolve) => {
    const stalled = setTimeout(() => outgoing.destroy(), writeStallMs);
    const done = () => {
      clearTimeout(stalled);
      outgoing.off("drain", done).off("close", done);
      resolve();
    };
    outgoing.on("drain", done).on("close", done);
  });
}
