import { totalTokens } from "#lib/domain/usage/price-usage.ts";
import type { ClaimedEvent } from "./idempotency/claimed-event.ts";

/** An event as a row of usage_events in JSON, amounts as text; with its lease and its claim, if it has them. */
export function usageEventRow(event: ClaimedEvent): Record<string, unknown> {
  const { claim, lease } = event;
  return {
    workspace_id: event.workspaceId,
    request_id: event.requestId,
    occurred_at: event.occurredAt.toISOString(),
    settled_at: event.settledAt.toISOString(),
    route: event.route,
    model_id: event.modelId,
    api_key_id: event.apiKeyId,
    member_id: event.memberId,
    deployment_id: event.deploymentId,
    price_version_id: event.priceVersionId,
    outcome: event.outcome,
    error_class: event.errorClass,
    http_status: event.httpStatus,
    is_streamed: event.isStreamed,
    input_tokens: event.inputTokens,
    cached_input_tokens: event.cachedInputTokens,
    output_tokens: event.outputTokens,
    total_tokens: totalTokens(event),
    input_nanos: event.inputNanos.toString(),
    cached_input_nanos: event.cachedInputNanos.toString(),
    output_nanos: event.outputNanos.toString(),
    amount_nanos: event.amountNanos.toString(),
    latency_ms: event.latencyMs,
    first_byte_ms: event.firstByteMs,
    ...(lease && { lease_id: lease.leaseId }),
    ...(claim && { claim: { key_hash: claim.keyHash, ...claim.reply } }),
  };
}
