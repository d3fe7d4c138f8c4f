import type { PlanId } from "#lib/domain/catalog/plans.ts";
import type { PlanQuoteView } from "#lib/views/plan-quote.ts";

/** What can be said of a quote, and so what is to be done next. */
export type QuoteStanding =
  | "open"
  | "expired"
  | "stale"
  /** It is being carried out. */
  | "under_way"
  | "done"
  | "scheduled"
  /** The buyer was sent to pay and has not. */
  | "unpaid"
  | "declined"
  | "requires_action";

type Quote = Pick<PlanQuoteView, "state" | "outcome" | "to">;

/** Where a quote stands, given the plan of the workspace as it is now. A quote that was confirmed tells what became of it. */
export function quoteStanding({ state, outcome, to }: Quote, currentPlanId: PlanId): QuoteStanding {
  if (state === "valid") return "open";
  if (state !== "accepted") return state;
  switch (outcome) {
    case "changed":
      return "done";
    case "checkout":
      return to.planId === currentPlanId ? "done" : "unpaid";
    case null:
      return "under_way";
    default:
      return outcome;
  }
}
