import { newRequestId } from "#lib/platform/ids.ts";
import { log } from "#lib/platform/log.ts";
import { authenticate, requirePlan } from "./authenticate.ts";
import { chatCompletions } from "./chat-completions.ts";
import { errorBody, GatewayError, internalError, routeNotFound } from "./gateway-error.ts";
import { type GatewayHandler, type GatewayRequest, type GatewayResponse, jsonResponse } from "./gateway-http.ts";
import type { GatewayOptions, GatewayParts } from "./gateway-parts.ts";
import type { KeySnapshot } from "./key-snapshot.ts";
import { listModels, retrieveModel } from "./list-models.ts";
import { RequestRecord } from "./request-record.ts";

/** The OpenAI-compatible gateway: one request in, one answer out, metered on the way. */
export function createGateway(options: GatewayOptions): GatewayHandler {
  const parts: GatewayParts = {
    ...options,
    settleFailure: (record, error) => settleFailure(options, record, error),
  };
  return async (request) => {
    const startedAt = options.clock.now();
    const requestId = newRequestId(startedAt);
    const response = await answer(request, { requestId, startedAt }, parts).catch((error) =>
      errorResponse(asGatewayError(error, requestId)),
    );
    return { ...response, headers: { ...response.headers, "x-request-id": requestId } };
  };
}

async function answer(
  request: GatewayRequest,
  { requestId, startedAt }: { requestId: string; startedAt: Date },
  parts: GatewayParts,
): Promise<GatewayResponse> {
  const key = await authenticate(request, parts.keys, startedAt);
  if (request.method === "GET" && request.path.startsWith("/v1/models")) {
    requirePlan(key);
    return models(request, key, startedAt);
  }
  if (request.method !== "POST" || request.path !== "/v1/chat/completions") {
    throw routeNotFound(request.method, request.path);
  }
  const record = new RequestRecord({ requestId, startedAt, key, route: "chat.completions", clock: parts.clock });
  try {
    return await chatCompletions(request, record, parts);
  } catch (error) {
    const refusal = asGatewayError(error, requestId);
    if (!request.signal.aborted) await parts.settleFailure(record, refusal);
    throw refusal;
  }
}

function models(request: GatewayRequest, key: KeySnapshot, now: Date): GatewayResponse {
  if (request.path === "/v1/models") return listModels(key, now);
  const modelId = decodePath(/^\/v1\/models\/(.+)$/.exec(request.path)?.[1] ?? "");
  if (!modelId) throw routeNotFound(request.method, request.path);
  return retrieveModel(key, modelId, now);
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
  await options.settle(record.failed(errorClass, status)).catch((cause) => {
    log.error("settlement.failed", cause, { requestId: record.requestId });
  });
}

function asGatewayError(error: unknown, requestId: string): GatewayError {
  if (error instanceof GatewayError) return error;
  log.error("request.crashed", error, { requestId });
  return internalError(requestId);
}

function errorResponse(error: GatewayError): GatewayResponse {
  const { status, retryAfterSeconds } = error.details;
  const headers = retryAfterSeconds === undefined ? undefined : { "retry-after": String(retryAfterSeconds) };
  return jsonResponse(status, errorBody(error), headers);
}
