import { billingPeriodAt } from "#lib/domain/billing-period.ts";
import type { Nanos } from "#lib/domain/money.ts";
import type { UsageEvent } from "#lib/domain/usage/usage-event.ts";
import type { AdmissionRequest } from "#lib/gateway/admission.ts";
import { newRequestId } from "#lib/platform/ids.ts";

const EXPIRY_MS = 660_000;
const UNBOUNDED_RATE = 60_000_000;
const UNBOUNDED = 1_000_000;

export type Asking = { readonly workspaceId: string; readonly apiKeyId: string; readonly ownerId: string };

/** A request to admit that nothing but money stands in the way of, unless the test says otherwise. */
export function requestToAdmit(
  { workspaceId, apiKeyId, ownerId }: Asking,
  at: Date,
  change: Partial<AdmissionRequest> = {},
): AdmissionRequest {
  return {
    workspaceId,
    periodKey: billingPeriodAt(at).key,
    requestId: newRequestId(at),
    apiKeyId,
    memberId: ownerId,
    deploymentId: "dep_a",
    modelId: "qwen3.8-27b",
    priceVersionId: "qwen3.8-27b/flex/2026-01",
    route: "chat.completions",
    isStreamed: false,
    account: "credits",
    inputNanos: 100n,
    tokenNanos: 10n,
    maxTokens: 50,
    minTokens: 16,
    requestsPerMinute: UNBOUNDED_RATE,
    maxConcurrent: UNBOUNDED,
    deploymentCapacity: UNBOUNDED,
    isRepeat: false,
    placedAt: at,
    expiresAt: new Date(at.getTime() + EXPIRY_MS),
    ...change,
  };
}

/** The event of a request that ended so and is charged so many nano-dollars. */
export function endedEvent(
  request: AdmissionRequest,
  chargeNanos: Nanos,
  outcome: "succeeded" | "failed" = "succeeded",
): UsageEvent {
  const { workspaceId, requestId, placedAt, route, modelId, apiKeyId, memberId, deploymentId, priceVersionId } =
    request;
  return {
    workspaceId,
    requestId,
    occurredAt: placedAt,
    settledAt: new Date(placedAt.getTime() + 1_000),
    route,
    modelId,
    apiKeyId,
    memberId,
    deploymentId,
    priceVersionId,
    outcome,
    errorClass: outcome === "failed" ? "server" : null,
    httpStatus: outcome === "failed" ? 502 : 200,
    isStreamed: request.isStreamed,
    inputTokens: outcome === "failed" ? 0 : 1,
    cachedInputTokens: 0,
    outputTokens: 0,
    inputNanos: 0n,
    cachedInputNanos: 0n,
    outputNanos: chargeNanos,
    amountNanos: chargeNanos,
    latencyMs: 1_000,
    firstByteMs: null,
  };
}
