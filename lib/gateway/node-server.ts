import { createServer, type Server, type ServerResponse } from "node:http";
import { Server as NetServer } from "node:net";
import type { Duplex } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";
import { systemClock } from "#lib/platform/clock.ts";
import { newRequestId } from "#lib/platform/ids.ts";
import { answerClientError } from "./answer-client-error.ts";
import { createOperationsAnswers, type GatewayOperations } from "./answer-operations.ts";
import { createByteBudget } from "./byte-budget.ts";
import { type GatewayError, serviceUnavailable } from "./gateway-error.ts";
import type { GatewayHandler, GatewayResponse } from "./gateway-http.ts";
import { refusalResponse } from "./refusal-response.ts";
import { LATE_BODY_MS, serveExchange } from "./serve-exchange.ts";

const HEADERS_TIMEOUT_MS = 15_000;
const BODY_TIMEOUT_MS = 60_000;
const TIMEOUT_CHECK_MS = 5_000;
/** Longer than the minute for which load balancers keep a connection, so that it is not closed under their next request. */
const KEEP_ALIVE_MS = 75_000;
/** How long answers that were cut have to say so before their connections are closed. */
const LAST_WORDS_MS = 1_000;

export type GatewayServerLimits = {
  /** Above so many requests at once, further ones are refused before anything of theirs is read. */
  readonly requestsInFlight: number;
  /** Body bytes that all requests together may hold in memory. */
  readonly bodyBudgetBytes: number;
  /** How long a caller may take nothing of its answer. */
  readonly writeStallMs: number;
};

const DEFAULT_LIMITS: GatewayServerLimits = {
  requestsInFlight: 2_000,
  bodyBudgetBytes: 256 * 1_048_576,
  writeStallMs: 60_000,
};

export type GatewayServerOptions = Partial<GatewayServerLimits> & {
  /** Ends the requests under way where they are, each with an answer that says so; called when a drain takes too long. */
  readonly cutRequests?: () => void;
};

export type GatewayServer = {
  readonly http: Server;
  /** Requests that have begun and whose answers have not left yet; without those of operators and those refused here. */
  requestsInFlight(): number;
  /**
   * Takes no new connections, refuses new requests on kept ones and lets the requests under way finish; after so many
   * milliseconds they are cut, and their connections closed soon after. Resolves when every connection is closed and every request has come to its end.
   */
  drain(longestMs: number): Promise<void>;
};

/** Serves a gateway over node:http, which is many times faster than a route handler of a web framework. */
export function createGatewayServer(
  handle: GatewayHandler,
  operations: GatewayOperations,
  { cutRequests, ...limits }: GatewayServerOptions = {},
): GatewayServer {
  const { requestsInFlight, bodyBudgetBytes, writeStallMs } = { ...DEFAULT_LIMITS, ...limits };
  const underWay = new Map<ServerResponse, Promise<void>>();
  const latestAnswers = new WeakMap<Duplex, ServerResponse>();
  let isDraining = false;
  const operationsAnswer = createOperationsAnswers(operations, () => isDraining);

  /** The answer of the server itself; null for a request that the gateway is to handle. */
  const ownAnswer = (url: string): GatewayHandler | null => {
    const answer = operationsAnswer(url.split("?", 1)[0] ?? url);
    if (answer) return answer;
    const refusal = isDraining ? draining() : underWay.size >= requestsInFlight ? overloaded() : null;
    if (!refusal) return null;
    operations.onRefused?.(refusal.details.code);
    return () => refuse(refusal);
  };

  const options = {
    budget: createByteBudget(bodyBudgetBytes),
    writeStallMs,
    isLastOfConnection: () => isDraining,
  };
  const http = createServer({ connectionsCheckingInterval: TIMEOUT_CHECK_MS }, (incoming, outgoing) => {
    latestAnswers.set(incoming.socket, outgoing);
    const own = ownAnswer(incoming.url ?? "/");
    const done = serveExchange(incoming, outgoing, own ?? handle, options);
    if (own) return;
    underWay.set(outgoing, done);
    void done.then(() => underWay.delete(outgoing));
  });
  const stallCheck = setInterval(() => letGoStalled(underWay.keys(), writeStallMs), writeStallMs).unref();
  http.headersTimeout = HEADERS_TIMEOUT_MS;
  http.requestTimeout = BODY_TIMEOUT_MS;
  http.keepAliveTimeout = KEEP_ALIVE_MS;
  http.on("clientError", (error, socket) => {
    const code = answerClientError(error, socket, latestAnswers.get(socket));
    if (code !== null) operations.onRefused?.(code);
  });
  return {
    http,
    requestsInFlight: () => underWay.size,
    drain: async (longestMs) => {
      isDraining = true;
      await drain(http, underWay, { longestMs, cutRequests });
      clearInterval(stallCheck);
    },
  };
}

/** A turn later, by when a small body has been taken in behind its head, and the connection may be kept. */
async function refuse(refusal: GatewayError): Promise<GatewayResponse> {
  await nextTurn();
  return refusalResponse(refusal, newRequestId(systemClock.now()));
}

/**
 * The last bytes of an answer may wait for a reader too. The socket's own timer starts anew as long as any of them leave;
 * it is set now and then for those that wait, because setting it for every answer costs a fifth of serving one.
 */
function letGoStalled(answers: Iterable<ServerResponse>, writeStallMs: number): void {
  for (const { writableEnded, writableFinished, socket } of answers) {
    if (writableEnded && !writableFinished && socket?.timeout !== writeStallMs) socket?.setTimeout(writeStallMs);
  }
}

/**
 * Only the port is closed at first: a request on a kept connection gets an answer that says to go elsewhere, which a
 * closed connection does not. A request ends after its connection: what a cut stream had generated is settled only then.
 */
async function drain(
  http: Server,
  underWay: ReadonlyMap<unknown, Promise<void>>,
  { longestMs, cutRequests }: { longestMs: number; cutRequests: (() => void) | undefined },
): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    NetServer.prototype.close.call(http, () => resolve());
  });
  const timers = [
    setTimeout(() => cutRequests?.(), longestMs),
    setTimeout(() => http.closeAllConnections(), longestMs + (cutRequests ? LAST_WORDS_MS : 0)),
  ];
  await Promise.all(underWay.values());
  for (const timer of timers) clearTimeout(timer);
  http.close();
  const late = setTimeout(() => http.closeAllConnections(), Math.min(LATE_BODY_MS, longestMs));
  await closed;
  clearTimeout(late);
}

function draining(): GatewayError {
  return serviceUnavailable(
    "gateway_stopping",
    "This gateway process is stopping. Nothing was billed; try again on a new connection.",
  );
}

function overloaded(): GatewayError {
  return serviceUnavailable(
    "gateway_overloaded",
    "The gateway serves as many requests as it can at once. Nothing was billed; try again shortly.",
  );
}
