import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { log } from "#lib/platform/log.ts";
import { bodyTooLarge, invalidRequest } from "./gateway-error.ts";
import type { GatewayBody, GatewayHandler, GatewayRequest } from "./gateway-http.ts";

const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 60_000;
const WRITE_STALL_MS = 60_000;
const LATE_BODY_MS = 1_000;

export type GatewayServer = {
  readonly http: Server;
  /** Takes no new connections and lets the requests under way finish; after so many milliseconds they are cut. */
  drain(longestMs: number): Promise<void>;
};

/** Serves a gateway over node:http, which is many times faster than a route handler of a web framework. */
export function createGatewayServer(handle: GatewayHandler, health: () => Promise<boolean>): GatewayServer {
  const underWay = new Set<Promise<void>>();
  const http = createServer((incoming, outgoing) => {
    const respond = incoming.url === "/healthz" ? answerHealth(outgoing, health) : serve(incoming, outgoing, handle);
    const done = respond
      .catch((error) => {
        log.error("response.broken", error);
        outgoing.destroy();
      })
      .finally(() => underWay.delete(done));
    underWay.add(done);
  });
  http.headersTimeout = HEADERS_TIMEOUT_MS;
  http.requestTimeout = REQUEST_TIMEOUT_MS;
  return { http, drain: (longestMs) => drain(http, underWay, longestMs) };
}

/** A request ends after its connection: what a cut stream had generated is settled only then. */
async function drain(http: Server, underWay: ReadonlySet<Promise<void>>, longestMs: number): Promise<void> {
  const cut = setTimeout(() => http.closeAllConnections(), longestMs);
  await new Promise((resolve) => {
    http.close(resolve);
    http.closeIdleConnections();
  });
  clearTimeout(cut);
  await Promise.all(underWay);
}

async function serve(incoming: IncomingMessage, outgoing: ServerResponse, handle: GatewayHandler): Promise<void> {
  const gone = new AbortController();
  outgoing.once("close", () => {
    if (!outgoing.writableFinished) gone.abort();
  });
  const response = await handle(toGatewayRequest(incoming, gone.signal));
  if (!incoming.complete) endConnectionAfter(outgoing, incoming);
  outgoing.writeHead(response.status, { ...response.headers, ...lengthOf(response.body) });
  await send(outgoing, response.body);
}

/** Refused before its body was there: the caller may read the refusal, but not go on sending for long. */
function endConnectionAfter(outgoing: ServerResponse, incoming: IncomingMessage): void {
  outgoing.setHeader("connection", "close");
  incoming.resume();
  outgoing.once("finish", () => setTimeout(() => incoming.destroy(), LATE_BODY_MS).unref());
}

function toGatewayRequest(incoming: IncomingMessage, signal: AbortSignal): GatewayRequest {
  const url = incoming.url ?? "/";
  const queryStart = url.indexOf("?");
  return {
    method: incoming.method ?? "GET",
    path: queryStart === -1 ? url : url.slice(0, queryStart),
    header: (name) => {
      const value = incoming.headers[name];
      return Array.isArray(value) ? value[0] : value;
    },
    readBody: (limitBytes) => readBody(incoming, limitBytes),
    signal,
  };
}

/** Reads by events: leaving an async iteration early would destroy the connection that the refusal must go out on. */
function readBody(incoming: IncomingMessage, limitBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limitBytes) {
        chunks.push(chunk);
        return;
      }
      incoming.off("data", onData).resume();
      reject(bodyTooLarge(limitBytes));
    };
    incoming.on("data", onData);
    incoming.once("end", () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size)));
    incoming.once("error", () => reject(invalidRequest("The request body broke off before its end.")));
  });
}

function lengthOf(body: GatewayBody): { "content-length"?: number } {
  return typeof body === "string" || body instanceof Uint8Array ? { "content-length": Buffer.byteLength(body) } : {};
}

async function send(outgoing: ServerResponse, body: GatewayBody): Promise<void> {
  if (typeof body === "string" || body instanceof Uint8Array) {
    outgoing.end(body);
    return;
  }
  outgoing.flushHeaders();
  for await (const part of body) {
    if (outgoing.destroyed) break;
    if (!outgoing.write(part)) await drained(outgoing);
  }
  outgoing.end();
}

/** Waits for a slow reader; one that has stopped reading is let go. */
function drained(outgoing: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const stalled = setTimeout(() => outgoing.destroy(), WRITE_STALL_MS);
    const done = () => {
      clearTimeout(stalled);
      outgoing.off("drain", done).off("close", done);
      resolve();
    };
    outgoing.on("drain", done).on("close", done);
  });
}

async function answerHealth(outgoing: ServerResponse, health: () => Promise<boolean>): Promise<void> {
  const isHealthy = await health();
  outgoing.writeHead(isHealthy ? 200 : 503, { "content-type": "application/json" });
  outgoing.end(JSON.stringify({ status: isHealthy ? "ok" : "unavailable" }));
}
