import { exactDollarsLabel } from "#components/ui/exact-dollars-label.ts";
import { formatUtcDay } from "#lib/domain/billing-period.ts";
import type { PlanQuoteView, QuoteSide } from "#lib/views/plan-quote.ts";

/** What a quote is for: "Upgrade to Pro", "Add 2 seats". */
export function quoteTitle({ kind, direction, from, to }: Pick<PlanQuoteView, "kind" | "direction" | "from" | "to">) {
  if (kind === "seats") {
    const difference = (to.seats ?? 0) - (from.seats ?? 0);
    return `${difference > 0 ? "Add" : "Remove"} ${seatCount(Math.abs(difference))}`;
  }
  return `${direction === "upgrade" ? "Upgrade" : "Downgrade"} to ${to.planName}`;
}

/** One side of a change: "Team with 4 seats". */
export function sideLabel({ planName, seats }: QuoteSide): string {
  return seats === null ? planName : `${planName} with ${seatCount(seats)}`;
}

/** What the button that confirms a quote does: "Pay $31.42 and upgrade". */
export function confirmLabel(
  quote: Pick<PlanQuoteView, "kind" | "direction" | "from" | "to" | "dueToday" | "isImmediate" | "effectiveAt">,
) {
  const deed = quoteDeed(quote);
  if (quote.dueToday !== "0.00") return `Pay ${exactDollarsLabel(quote.dueToday)} and ${deed}`;
  return quote.isImmediate ? capitalised(deed) : `${capitalised(deed)} on ${formatUtcDay(new Date(quote.effectiveAt))}`;
}

function quoteDeed({ kind, direction, from, to }: Pick<PlanQuoteView, "kind" | "direction" | "from" | "to">): string {
  if (kind === "plan") return direction;
  const difference = (to.seats ?? 0) - (from.seats ?? 0);
  return `${difference > 0 ? "add" : "remove"} ${seatCount(Math.abs(difference))}`;
}

function seatCount(seats: number): string {
  return `${seats} ${seats === 1 ? "seat" : "seats"}`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
