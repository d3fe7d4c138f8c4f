import type { PriceVersion } from "#lib/domain/usage/price-version.ts";
import { modelNotFound, priceUnavailable, serviceUnavailable } from "./gateway-error.ts";
import type { DeploymentSnapshot, KeySnapshot } from "./key-snapshot.ts";
import type { PriceBook } from "./price-book.ts";

const SERVING_STATES: readonly DeploymentSnapshot["state"][] = ["active", "scaling"];

/** Whether a deployment takes requests now. */
export function isServing(deployment: DeploymentSnapshot): boolean {
  return SERVING_STATES.includes(deployment.state);
}

/**
 * The workspace's deployment of a model, one that serves before one that does not.
 * @throws GatewayError 404 when the workspace has none
 */
export function findDeployment(key: KeySnapshot, modelId: string): DeploymentSnapshot {
  const candidates = key.deployments.filter((deployment) => deployment.modelId === modelId);
  const chosen = candidates.find(isServing) ?? candidates[0];
  if (!chosen) throw modelNotFound(modelId);
  return chosen;
}

/** @throws GatewayError 503 while the deployment takes no requests */
export function requireServing(deployment: DeploymentSnapshot): void {
  if (isServing(deployment)) return;
  throw serviceUnavailable(
    "deployment_unavailable",
    `The deployment of ${deployment.modelId} is ${deployment.state}. Try again when it is active.`,
  );
}

/**
 * The price in force for a deployment. Without one nothing is served, for it could not be billed.
 * @throws GatewayError 503
 */
export async function requirePrice(
  prices: PriceBook,
  { deployment, key, at }: { deployment: DeploymentSnapshot; key: KeySnapshot; at: Date },
): Promise<PriceVersion> {
  const wanted = { modelId: deployment.modelId, mode: deployment.mode, at, own: key.ownPrices ?? [] };
  const version = await prices.find(wanted).catch(() => {
    throw serviceUnavailable(
      "prices_unavailable",
      "Prices cannot be read at the moment. Nothing was billed; try again.",
    );
  });
  if (version) return version;
  throw priceUnavailable(
    `${deployment.modelId} has no price in ${deployment.mode} mode, so it cannot be served. Tell support; nothing was billed.`,
  );
}
