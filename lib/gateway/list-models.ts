import { modelNotFound } from "./gateway-error.ts";
import { type GatewayResponse, jsonResponse } from "./gateway-http.ts";
import type { KeySnapshot } from "./key-snapshot.ts";
import { isServing } from "./route-model.ts";

/** GET /v1/models: the models that the key's workspace serves now, each once. */
export function listModels(key: KeySnapshot): GatewayResponse {
  const entries = [...servedSince(key)].map(([id, created]) => modelEntry(id, created));
  return jsonResponse(200, { object: "list", data: entries.sort((one, other) => (one.id < other.id ? -1 : 1)) });
}

/** GET /v1/models/{id}. @throws GatewayError 404 when the workspace does not serve it now */
export function retrieveModel(key: KeySnapshot, modelId: string): GatewayResponse {
  const created = servedSince(key).get(modelId);
  if (created === undefined) throw modelNotFound(modelId);
  return jsonResponse(200, modelEntry(modelId, created));
}

/** The models that are served, each with when its first deployment that serves it was made, in Unix seconds. */
function servedSince(key: KeySnapshot): Map<string, number> {
  const since = new Map<string, number>();
  for (const { modelId, createdAtSeconds } of key.deployments.filter(isServing)) {
    since.set(modelId, Math.min(createdAtSeconds, since.get(modelId) ?? createdAtSeconds));
  }
  return since;
}

function modelEntry(id: string, created: number) {
  return { id, object: "model", created, owned_by: "weir" };
}
