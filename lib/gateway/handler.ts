import { monotonicMs, realClock } from "#lib/platform/clock.ts";
import { newRequestId } from "#lib/platform/ids.ts";
import { log } from "#lib/platform/log.ts";
import { createArrivingBodies } from "./arriving-bodies.ts";
import { authenticate, requirePlan } from "./authenticate.ts";
import { parseChatRequest } from "./chat-request.ts";
import { parseEmbeddingsRequest } from "./embeddings-request.ts";
import { errorBody, errorHeaders, GatewayError, internalError, routeNotFound } from "./gateway-error.ts";
import { type GatewayHandler, type GatewayRequest, type GatewayResponse, jsonResponse } from "./gateway-http.ts";
import type { GatewayOptions, GatewayParts } from "./gateway-parts.ts";
import { type Claim, readClaim } from "./idempotency/read-claim.ts";
import { serveOnce } from "./idempotency/serve-once.ts";
import type { KeySnapshot } from "./key-snapshot.ts";
import { listModels, retrieveModel } from "./list-models.ts";
import type { MeteredRequest } from "./metered-request.ts";
import { createRateHeaders, type RateHeaders } from "./rate-headers.ts";
import { type JsonObject, readJsonObject } from "./read-json-object.ts";
import { createReadingDebts } from "./reading-debts.ts";
import { RequestRecord } from "./request-record.ts";
import { parseResponsesRequest } from "./responses/parse-responses-request.ts";
import { serveMetered } from "./serve-metered.ts";

type MeteredRoute = {
  readonly name: MeteredRequest["route"];
  parse(body: JsonObject, arrival: { requestId: string; startedAt: Date }): MeteredRequest;
};

const METERED_ROUTES: ReadonlyMap<string, MeteredRoute> = new Map<string, MeteredRoute>([
  ["/v1/chat/completions", { name: "chat.completions", parse: parseChatRequest }],
  ["/v1/responses", { name: "responses", parse: parseResponsesRequest }],
  ["/v1/embeddings", { name: "embeddings", parse: parseEmbeddingsRequest }],
]);

/** One request on its way: what is known of it from its first moment. */
type Arrival = { readonly request: GatewayRequest; readonly requestId: string; readonly startedAt: Date };

/** The OpenAI-compatible gateway: one request in, one answer out, metered on the way. */
export function createGateway(options: GatewayOptions): GatewayHandler {
  const rates = createRateHeaders();
  const parts: GatewayParts = {
    ...options,
    debts: createReadingDebts(monotonicMs),
    arriving: createArrivingBodies(options.limits.arrivingBodies),
    settleFailure: (record, error) => settleFailure(options, record, error),
  };
  return async (request) => {
    const startedAt = options.clock.now();
    const requestId = newRequestId(startedAt);
    const response = await answer({ request, requestId, startedAt }, parts, rates);
    return { ...response, headers: { "x-request-id": requestId, ...response.headers } };
  };
}

async function answer(arrival: Arrival, parts: GatewayParts, rates: RateHeaders): Promise<GatewayResponse> {
  const { request, requestId, startedAt } = arrival;
  let key: KeySnapshot | null = null;
  let response: GatewayResponse;
  try {
    key = await authenticate(request, parts.keys, startedAt);
    response = await serve(arrival, key, parts, rates);
  } catch (error) {
    const refusal = asGatewayError(error, requestId);
    parts.metrics.refused(refusal.details.code);
    response = jsonResponse(refusal.details.status, errorBody(refusal), errorHeaders(refusal));
  }
  return key ? { ...response, headers: { ...response.headers, ...rates.of(key, realClock.now()) } } : response;
}

async function serve(
  { request, requestId, startedAt }: Arrival,
  key: KeySnapshot,
  parts: GatewayParts,
  rates: RateHeaders,
): Promise<GatewayResponse> {
  if (request.method === "GET" && request.path.startsWith("/v1/models")) {
    requirePlan(key);
    return models(request, key);
  }
  const route = request.method === "POST" ? METERED_ROUTES.get(request.path) : undefined;
  if (!route) throw routeNotFound(request.method, request.path);
  const record = new RequestRecord({ requestId, startedAt, key, route: route.name, clock: parts.clock });
  try {
    const { metered, claim } = await readMetered({ request, requestId, startedAt }, { route, key, parts });
    const serving = () => serveMetered({ request, metered, record, parts });
    return claim
      ? await serveOnce(claim, { record, signal: request.signal, claims: parts.claims }, serving)
      : await serving();
  } catch (error) {
    const refusal = asGatewayError(error, requestId);
    // One that was given up is settled later: its caller has waited long enough.
    const isLeft = request.signal.aborted || parts.openRequests.isGivenUp(requestId);
    if (!isLeft) await parts.settleFailure(record, refusal);
    throw refusal;
  } finally {
    if (record.rate) rates.note(key.apiKeyId, record.rate);
  }
}

async function readMetered(
  { request, requestId, startedAt }: Arrival,
  { route, key, parts }: { route: MeteredRoute; key: KeySnapshot; parts: GatewayParts },
): Promise<{ metered: MeteredRequest; claim: Claim | null }> {
  const body = await parts.arriving.receive(key.workspaceId, () => request.readBody(parts.limits.bodyBytes));
  parts.debts.require(key.apiKeyId);
  const startedMs = monotonicMs();
  try {
    const metered = route.parse(readJsonObject(body), { requestId, startedAt });
    return { metered, claim: readClaim(request, route.name, body) };
  } finally {
    parts.debts.charge(key.apiKeyId, monotonicMs() - startedMs);
  }
}

function models(request: GatewayRequest, key: KeySnapshot): GatewayResponse {
  if (request.path === "/v1/models") return listModels(key);
  const modelId = decodePath(/^\/v1\/models\/(.+)$/.exec(request.path)?.[1] ?? "");
  if (!modelId) throw routeNotFound(request.method, request.path);
  return retrieveModel(key, modelId);
}

function decodePath(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

async function settleFailure(options: GatewayOptions, record: RequestRecord, error: GatewayError): Promise<void> {
  const { status, code, errorClass } = error.details;
  if (errorClass === "server") log.warn("request.failed", { requestId: record.requestId, status, code });
  const settle = record.bounds ? options.settle : options.settleUnheld;
  const event = record.failed(errorClass, status);
  try {
    await settle(event);
  } catch (cause) {
    log.error("settlement.failed", cause, { requestId: record.requestId });
    if (record.bounds) options.openRequests.giveUp(event);
  }
  options.openRequests.remove(record.requestId);
}

function asGatewayError(error: unknown, requestId: string): GatewayError {
  if (error instanceof GatewayError) return error;
  log.error("request.crashed", error, { requestId });
  return internalError(requestId);
}
