import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { MODELS } from "#lib/domain/catalog/models.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { log } from "#lib/platform/log.ts";
import { Caller } from "./caller.ts";
import type { FleetStats } from "./fleet-stats.ts";
import type { Generation } from "./generation.ts";
import type { Pace } from "./pace-tokens.ts";
import { parseChatRequest } from "./parse-chat-request.ts";
import { parseEmbeddingRequest } from "./parse-embedding-request.ts";
import type { SimDirectives } from "./parse-sim-directives.ts";
import { readJsonBody } from "./read-json-body.ts";
import { Refusal } from "./refusal.ts";
import { replyChat } from "./reply-chat.ts";
import { replyEmbeddings } from "./reply-embeddings.ts";
import { streamChat } from "./stream-chat.ts";

export type Fleet = { readonly stats: FleetStats; readonly pace: Pace };

/** Answers one HTTP request to the simulated fleet; never throws. */
export async function serveFleet(fleet: Fleet, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const caller = new Caller(response);
  try {
    await route(fleet, request, caller);
  } catch (error) {
    if (caller.hasGone) fleet.stats.add("aborted");
    else await refuse(caller, error);
  }
}

async function route(fleet: Fleet, request: IncomingMessage, caller: Caller): Promise<void> {
  const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
  if (path.startsWith("/v1/")) fleet.stats.add("requests");
  switch (`${request.method} ${path}`) {
    case "GET /healthz":
      return caller.sendJson(200, { status: "ok" });
    case "GET /stats":
      return caller.sendJson(200, fleet.stats.counts);
    case "POST /stats/reset":
      fleet.stats.reset();
      return caller.sendJson(200, fleet.stats.counts);
    case "GET /v1/models":
      return caller.sendJson(200, listModels());
    case "POST /v1/chat/completions":
      fleet.stats.add("chatCompletions");
      return completeChat(fleet, request, caller);
    case "POST /v1/embeddings":
      fleet.stats.add("embeddings");
      return embedInputs(fleet, request, caller);
    default:
      throw new Refusal(404, `Unknown request URL: ${request.method} ${path}.`, null, "unknown_url");
  }
}

async function completeChat(fleet: Fleet, request: IncomingMessage, caller: Caller): Promise<void> {
  const chat = parseChatRequest(await readJsonBody(request), simHeader(request));
  const generation = await begin(fleet, caller, chat.directives, "chatcmpl");
  if (generation) await (chat.isStreamed ? streamChat(chat, generation) : replyChat(chat, generation));
}

async function embedInputs(fleet: Fleet, request: IncomingMessage, caller: Caller): Promise<void> {
  const embedding = parseEmbeddingRequest(await readJsonBody(request), simHeader(request));
  const generation = await begin(fleet, caller, embedding.directives, "embd");
  if (generation) await replyEmbeddings(embedding, generation);
}

/** Obeys the directives that leave no answer at all; null when the caller has been dropped. */
async function begin(
  fleet: Fleet,
  caller: Caller,
  directives: SimDirectives,
  prefix: string,
): Promise<Generation | null> {
  if (directives.status !== null) throw refusalOnDemand(directives.status);
  if (directives.stall) await caller.stall();
  if (directives.drop) {
    await caller.drop();
    return null;
  }
  return {
    id: `${prefix}-${randomUUID().replaceAll("-", "")}`,
    createdSeconds: Math.floor(systemClock.now().getTime() / 1_000),
    caller,
    stats: fleet.stats,
    pace: {
      tokensPerSecond: directives.tokensPerSecond ?? fleet.pace.tokensPerSecond,
      firstTokenMs: directives.firstTokenMs ?? fleet.pace.firstTokenMs,
    },
  };
}

function refusalOnDemand(status: number): Refusal {
  const code = status === 429 ? "rate_limit_exceeded" : null;
  return new Refusal(status, `The simulator was told to answer ${status}.`, null, code);
}

function listModels() {
  const data = MODELS.map(({ id }) => ({ id, object: "model", created: 0, owned_by: "fleet" }));
  return { object: "list", data };
}

function simHeader(request: IncomingMessage): string {
  const value = request.headers["x-sim"];
  return Array.isArray(value) ? value.join(",") : (value ?? "");
}

async function refuse(caller: Caller, error: unknown): Promise<void> {
  if (!(error instanceof Refusal)) log.error("fleet_simulator_failed", error);
  if (caller.hasHeaders) return caller.drop();
  const refusal = error instanceof Refusal ? error : new Refusal(500, "The simulator failed.");
  caller.sendJson(refusal.status, refusal.body);
}
