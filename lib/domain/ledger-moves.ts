import type { Nanos } from "./money.ts";

/** What is known of a payment for credits and of what was taken back of it. Amounts in nano-dollars. */
export type PaymentFacts = {
  readonly paymentId: string;
  readonly isPaid: boolean;
  readonly amountNanos: Nanos;
  readonly refunds: readonly {
    readonly id: string;
    readonly amountNanos: Nanos;
    readonly state: "pending" | "succeeded" | "failed";
  }[];
  readonly dispute: {
    readonly id: string;
    readonly amountNanos: Nanos;
    readonly state: "inquiry" | "open" | "won" | "lost";
  } | null;
};

/** One movement of credits, known by its id for ever. */
export type LedgerMove = {
  readonly effectId: string;
  readonly cause: "payment" | "refund" | "dispute";
  /** Into or out of the credits. */
  readonly direction: "in" | "out";
  readonly amountNanos: Nanos;
};

/**
 * Everything that a payment has moved by now, in order. Later facts only ever add moves, so whichever facts come first
 * or twice, whoever makes each move once ends with the same ledger. What did not last is taken and given back.
 */
export function ledgerMoves({ paymentId, isPaid, amountNanos, refunds, dispute }: PaymentFacts): LedgerMove[] {
  const moves: LedgerMove[] = [];
  if (isPaid) moves.push({ effectId: paymentId, cause: "payment", direction: "in", amountNanos });
  for (const refund of refunds) {
    const part = { cause: "refund", amountNanos: refund.amountNanos } as const;
    moves.push({ ...part, effectId: refund.id, direction: "out" });
    if (refund.state === "failed") moves.push({ ...part, effectId: `${refund.id}/failed`, direction: "in" });
  }
  if (dispute && dispute.state !== "inquiry") {
    const part = { cause: "dispute", amountNanos: dispute.amountNanos } as const;
    moves.push({ ...part, effectId: dispute.id, direction: "out" });
    if (dispute.state === "won") moves.push({ ...part, effectId: `${dispute.id}/won`, direction: "in" });
  }
  return moves;
}
