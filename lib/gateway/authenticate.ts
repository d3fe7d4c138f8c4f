import { apiKeyState, isApiKeySecret } from "#lib/domain/api-key.ts";
import { planTerms } from "#lib/domain/catalog/plans.ts";
import { unreachable } from "#lib/domain/errors.ts";
import { paymentState } from "#lib/domain/plans/payment-state.ts";
import { hashApiKeySecret } from "#lib/platform/hash-api-key-secret.ts";
import { invalidApiKey, paymentOverdue, planNotAllowed, serviceUnavailable } from "./gateway-error.ts";
import type { GatewayRequest } from "./gateway-http.ts";
import type { KeyCache } from "./key-cache.ts";
import type { KeySnapshot } from "./key-snapshot.ts";

/**
 * Finds the key behind a request.
 * @throws GatewayError 401 for a missing, unknown, revoked or expired key and for one of a suspended member, 503 when keys cannot be read
 */
export async function authenticate(request: GatewayRequest, keys: KeyCache, now: Date): Promise<KeySnapshot> {
  const secret = bearerSecret(request);
  const key = await keys.find(hashApiKeySecret(secret)).catch(() => {
    throw serviceUnavailable(
      "keys_unavailable",
      "API keys cannot be checked at the moment. Nothing was billed; try again.",
    );
  });
  if (!key) throw invalidApiKey("This API key does not exist. Create one under Settings > API keys.");
  const state = apiKeyState(key, now);
  switch (state) {
    case "active":
      if (key.isSuspended) throw suspendedMember();
      return isOverdue(key, now) ? { ...key, isOverdue: true } : key;
    case "revoked":
      throw invalidApiKey("This API key was revoked. Create a new one under Settings > API keys.");
    case "expired":
      throw invalidApiKey("This API key has expired. Create a new one under Settings > API keys.");
    default:
      return unreachable(state);
  }
}

/** @throws GatewayError 403 when the plan of the key's workspace has no API access, or is not paid for */
export function requirePlan(key: KeySnapshot): void {
  if (key.isOverdue) throw paymentOverdue();
  const terms = planTerms(key.plan);
  if (terms.hasApiKeys) return;
  throw planNotAllowed(`The ${terms.name} plan has no API access. API keys come with Pro, Team and Enterprise.`);
}

/** It is served again as soon as its member has a seat: nothing is revoked. */
function suspendedMember() {
  return invalidApiKey(
    "The member who created this API key has lost access to the workspace, because its plan has fewer seats than " +
      "members. Add a seat under Settings > Billing, or use the key of a member who has access.",
  );
}

function isOverdue({ pastDueSince = null }: KeySnapshot, now: Date): boolean {
  return pastDueSince !== null && paymentState({ pastDueSince }, now).kind === "read_only";
}

function bearerSecret(request: GatewayRequest): string {
  const header = request.header("authorization");
  if (!header) throw invalidApiKey("No API key was sent. Use the header Authorization: Bearer rp_live_…");
  const secret = /^Bearer +(\S+)$/i.exec(header.trim())?.[1];
  if (!secret || !isApiKeySecret(secret)) {
    throw invalidApiKey(
      "This is not an API key. Keys start with rp_live_ and are sent as Authorization: Bearer rp_live_…",
    );
  }
  return secret;
}
