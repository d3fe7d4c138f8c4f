import { NO_DEPLOYMENT_ID } from "#lib/domain/usage/usage-event.ts";

/** A hold that nobody will settle, as stored; amounts are nano-dollars. */
export type OrphanedHold = {
  readonly workspace_id: string;
  readonly request_id: string;
  readonly owner_id: string;
  readonly api_key_id: string;
  readonly member_id: string;
  readonly deployment_id: string | null;
  readonly model_id: string;
  readonly price_version_id: string;
  readonly route: string;
  readonly is_streamed: boolean;
  readonly amount_nanos: bigint;
  readonly placed_at: Date;
  /** Not null where it is a lease. */
  readonly lease_places: number | null;
  readonly journal: Readonly<Record<string, unknown>> | null;
};

export type OrphanResult = "settled" | "released" | "lost";

/**
 * What becomes of an orphaned hold. Its request was either never forwarded (its own process says so), and then it is
 * released; or its outcome is unknown: then it is settled at what was streamed to the caller and journaled, and without
 * that released as the operator's loss. In each case an event is stored under the request's id, so that a process
 * that was only paused, and settles late, changes nothing.
 */
export function resolveOrphan(
  hold: OrphanedHold,
  known: { readonly wasForwarded: boolean; readonly now: Date },
): { readonly result: OrphanResult; readonly event: Readonly<Record<string, unknown>> } {
  const settledAt = known.now.toISOString();
  if (hold.journal) return { result: "settled", event: { ...hold.journal, settled_at: settledAt } };
  return {
    result: known.wasForwarded ? "lost" : "released",
    event: {
      workspace_id: hold.workspace_id,
      request_id: hold.request_id,
      occurred_at: hold.placed_at.toISOString(),
      settled_at: settledAt,
      route: hold.route,
      model_id: hold.model_id,
      api_key_id: hold.api_key_id,
      member_id: hold.member_id,
      deployment_id: hold.deployment_id ?? NO_DEPLOYMENT_ID,
      price_version_id: hold.price_version_id,
      outcome: "failed",
      error_class: "server",
      http_status: 503,
      is_streamed: hold.is_streamed,
      input_tokens: 0,
      cached_input_tokens: 0,
      output_tokens: 0,
      total_tokens: 0,
      input_nanos: "0",
      cached_input_nanos: "0",
      output_nanos: "0",
      amount_nanos: "0",
      latency_ms: Math.max(0, known.now.getTime() - hold.placed_at.getTime()),
      first_byte_ms: null,
    },
  };
}
