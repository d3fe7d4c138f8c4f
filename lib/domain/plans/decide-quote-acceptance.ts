import { isSame, type PlanSeats } from "./plan-seats.ts";

/** How long a quote is honoured. */
export const QUOTE_MINUTES = 15;
/** An acceptance whose outcome is unknown for so long was abandoned: its few calls to Stripe end in half a minute each. */
const ABANDONED_AFTER_MS = 300_000;

export type QuoteTerms = {
  readonly from: PlanSeats;
  readonly to: PlanSeats;
  readonly expiresAt: Date;
  readonly acceptedAt: Date | null;
  /** What became of it; null while it is not accepted, or its acceptance is under way. */
  readonly outcome: string | null;
};

export type QuoteState = "valid" | "expired" | "stale" | "accepted";

export type QuoteAcceptance =
  | { readonly isAccepted: true }
  | { readonly isAccepted: false; readonly state: Exclude<QuoteState, "valid">; readonly message: string };

export const STALE_QUOTE =
  "Your plan or its seats have changed since this quote was made, so it is not valid any more. Nothing was charged. Ask for a new quote.";

export const STALE_PRICE =
  "What this change costs has changed since this quote was made, so it is not valid any more. Nothing was charged. Ask for a new quote.";

const MESSAGES = {
  accepted: "This quote was confirmed before. Look at your plan, and ask for a new quote to change it.",
  stale: STALE_QUOTE,
  expired: `This quote was valid for ${QUOTE_MINUTES} minutes and has expired. Nothing was charged. Ask for a new quote.`,
} as const;

/** An acceptance that got no answer may have gone through. */
const REACHED = "You already have the plan and seats of this quote. Look at your plan before you change it again.";

/** The end of a quote's validity, exclusive. */
export function quoteExpiry(createdAt: Date): Date {
  return new Date(createdAt.getTime() + QUOTE_MINUTES * 60_000);
}

/** Where a quote stands, given the plan and seats as they are now. */
export function quoteState(quote: QuoteTerms, current: PlanSeats, now: Date): QuoteState {
  if (isTaken(quote, now)) return "accepted";
  if (!isSame(quote.from, current)) return "stale";
  return now < quote.expiresAt ? "valid" : "expired";
}

/** Whether a quote may be accepted: once, within its validity, and only while plan and seats are as when it was made. */
export function decideQuoteAcceptance(quote: QuoteTerms, current: PlanSeats, now: Date): QuoteAcceptance {
  const state = quoteState(quote, current, now);
  if (state === "valid") return { isAccepted: true };
  const isReached = state === "stale" && isSame(quote.to, current);
  return { isAccepted: false, state, message: isReached ? REACHED : MESSAGES[state] };
}

/** Whether an acceptance is under way, so that no other change may begin. */
export function isUnderWay({ acceptedAt, outcome }: Pick<QuoteTerms, "acceptedAt" | "outcome">, now: Date): boolean {
  return acceptedAt !== null && outcome === null && now.getTime() - acceptedAt.getTime() < ABANDONED_AFTER_MS;
}

function isTaken(quote: QuoteTerms, now: Date): boolean {
  return quote.outcome !== null || isUnderWay(quote, now);
}
