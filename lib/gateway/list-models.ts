import { modelNotFound } from "./gateway-error.ts";
import { type GatewayResponse, jsonResponse } from "./gateway-http.ts";
import type { KeySnapshot } from "./key-snapshot.ts";
import { isServing } from "./route-model.ts";

/** GET /v1/models: the models that the key's workspace serves now, each once. */
export function listModels(key: KeySnapshot, now: Date): GatewayResponse {
  return jsonResponse(200, { object: "list", data: servedModelIds(key).map((id) => modelEntry(id, now)) });
}

/** GET /v1/models/{id}. @throws GatewayError 404 when the workspace does not serve it now */
export function retrieveModel(key: KeySnapshot, modelId: string, now: Date): GatewayResponse {
  if (!servedModelIds(key).includes(modelId)) throw modelNotFound(modelId);
  return jsonResponse(200, modelEntry(modelId, now));
}

function servedModelIds(key: KeySnapshot): string[] {
  return [...new Set(key.deployments.filter(isServing).map((deployment) => deployment.modelId))].sort();
}

function modelEntry(id: string, now: Date) {
  return { id, object: "model", created: Math.floor(now.getTime() / 1000), owned_by: "weir" };
}
