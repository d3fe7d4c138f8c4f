import type { Nanos } from "#lib/domain/money.ts";

type DisputeState = "open" | "won" | "lost";

export type PaymentReversal = {
  readonly refundedNanos: Nanos;
  readonly disputeId: string | null;
  readonly disputeState: DisputeState | null;
};

type HeardReversal = {
  /** As Stripe says now, in nano-dollars: a refund that fails is none any more. */
  readonly refundedNanos: Nanos;
  /** As an event said, which may come late. An inquiry takes no money. */
  readonly dispute: { readonly id: string; readonly state: "inquiry" | DisputeState } | null;
};

/** What is known of a payment's refunds and dispute after an event: a dispute that was decided is not open again. */
export function laterReversal(known: PaymentReversal, { refundedNanos, dispute }: HeardReversal): PaymentReversal {
  const { disputeId, disputeState } = known;
  const unchanged = { refundedNanos, disputeId, disputeState };
  if (!dispute || dispute.state === "inquiry") return unchanged;
  const isDecided = disputeId === dispute.id && disputeState !== null && disputeState !== "open";
  return isDecided ? unchanged : { refundedNanos, disputeId: dispute.id, disputeState: dispute.state };
}
