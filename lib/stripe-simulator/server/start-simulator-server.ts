import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { log } from "#lib/platform/log.ts";
import { answerPage } from "#lib/stripe-simulator/checkout/answer-page.ts";
import type { PageParts } from "#lib/stripe-simulator/checkout/page-answer.ts";
import { createSimulator, type Simulator } from "#lib/stripe-simulator/core/simulator.ts";
import type { Snapshot } from "#lib/stripe-simulator/core/snapshot.ts";
import { answerControl, type ControlParts } from "./answer-control.ts";
import type { MovableClock } from "./movable-clock.ts";
import { type Handler, serveHttp } from "./serve-http.ts";
import { openStateFile, type SavedState } from "./state-file.ts";

const DEFAULT_MERCHANT = "Weir";
const TICK_MS = 1_000;
const KEEP_ALIVE_MS = 60_000;

export type SimulatorServerOptions = {
  /** 0 takes any free port. */
  readonly port: number;
  readonly host: string;
  readonly clock: MovableClock;
  /** Where the state is kept from one start to the next; null keeps it in memory only. */
  readonly stateFile: string | null;
  /** Whose payments the pages say these are. */
  readonly merchantName?: string | undefined;
};

export type SimulatorServer = {
  readonly url: string;
  readonly simulator: Simulator;
  /** Breaks every connection, frees the port and keeps the state. */
  close(): Promise<void>;
};

/** Starts the API, the hosted pages and the control API on one port. Rejects with the listen error (EADDRINUSE). */
export async function startSimulatorServer(options: SimulatorServerOptions): Promise<SimulatorServer> {
  const { clock, merchantName = DEFAULT_MERCHANT } = options;
  let handle: Handler = async () => new Response(null, { status: 503 });
  const http = createServer((incoming, outgoing) => void serveHttp((request) => handle(request), incoming, outgoing));
  http.keepAliveTimeout = KEEP_ALIVE_MS;
  const stateOf = (): SavedState => ({ clockOffsetMs: clock.offsetMs(), origin, simulator: simulator.snapshot() });
  const file = options.stateFile === null ? null : openStateFile(options.stateFile, stateOf);
  const saved = (await file?.load()) ?? null;
  if (saved) clock.advanceTo(new Date(clock.now().getTime() + saved.clockOffsetMs));

  const origin = await listen(http, options);
  const simulator = createSimulator({ clock, origin, ...(saved ? { snapshot: movedTo(origin, saved) } : {}) });
  const route = createHandler({ simulator, clock, merchantName, entries: new Map() });
  handle = async (request) => {
    const response = await route(request);
    // What a caller was told is there after a restart.
    if (request.method !== "GET") await file?.save();
    return response;
  };
  const stopTicking = startTicking(simulator, async () => file?.save());
  return {
    url: origin,
    simulator,
    close: async () => {
      stopTicking();
      simulator.deliveries.stop();
      const closed = new Promise<void>((resolve) => http.close(() => resolve()));
      http.closeAllConnections();
      await closed;
      await file?.save();
    },
  };
}

async function listen(http: Server, { port, host }: SimulatorServerOptions): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    http.once("error", reject);
    http.listen(port, host, resolve);
  });
  return `http://${host}:${(http.address() as AddressInfo).port}`;
}

/** A state whose addresses of pages lead to where the server is now. */
function movedTo(origin: string, { simulator, origin: before }: SavedState): Snapshot {
  return JSON.parse(JSON.stringify(simulator).replaceAll(`"${before}/`, `"${origin}/`));
}

/** Does what falls due while nobody asks, and keeps what came of it. */
function startTicking(simulator: Simulator, save: () => Promise<void>): () => void {
  const countEvents = () =>
    [...simulator.world.accounts.values()].reduce((sum, { tables }) => sum + tables.events.size, 0);
  let savedEvents = countEvents();
  const tick = async () => {
    simulator.runDue();
    if (countEvents() === savedEvents) return;
    savedEvents = countEvents();
    await save();
  };
  const timer = setInterval(() => {
    tick().catch((error: unknown) => log.error("simulator.tick_failed", error));
  }, TICK_MS);
  timer.unref();
  return () => clearInterval(timer);
}

function createHandler(parts: PageParts & ControlParts): Handler {
  return (request) => {
    const { pathname } = new URL(request.url);
    if (pathname.startsWith("/v1/") || pathname.startsWith("/v2/")) return parts.simulator.handle(request);
    return (pathname.startsWith("/_control/") ? answerControl : answerPage)(parts, request).catch(bugAnswer);
  };
}

function bugAnswer(error: unknown): Response {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new Response(`The simulator has a bug: ${text}\n`, { status: 500, headers: { "content-type": "text/plain" } });
}
