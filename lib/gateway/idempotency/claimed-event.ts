import type { UsageEvent } from "#lib/domain/usage/usage-event.ts";

const LONGEST_ANSWER_BYTES = 1_048_576;

/** An answer as it is repeated; null text when it was too long to keep. */
export type KeptReply = { readonly headers: Readonly<Record<string, string>>; readonly answer: string | null };

/**
 * A usage event to be settled. With a claim it ends the request's hold of its idempotency key: by keeping the reply in the
 * same transaction, or without one by letting go of the key.
 */
export type ClaimedEvent = UsageEvent & {
  /** What the request was admitted from, and whether it is certain that it was given no hold of its own since. */
  readonly lease?: { readonly leaseId: string; readonly isOnlyHold: boolean };
  readonly claim?: { readonly keyHash: string; readonly reply: KeptReply | null };
};

/** A reply as it is kept: whole, or not at all. */
export function keptReply({ headers, body }: { headers: KeptReply["headers"]; body: unknown }): KeptReply {
  const isShort = typeof body === "string" && Buffer.byteLength(body) <= LONGEST_ANSWER_BYTES;
  return { headers, answer: isShort ? body : null };
}

/** The event of a request that was served this reply; null for one that claimed no key. */
export function withReply(event: ClaimedEvent, reply: KeptReply | null): ClaimedEvent {
  return event.claim && reply ? { ...event, claim: { ...event.claim, reply } } : event;
}
