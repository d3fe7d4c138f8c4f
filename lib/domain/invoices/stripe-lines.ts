import type { PlanId } from "#lib/domain/catalog/plans.ts";
import type { Nanos } from "#lib/domain/money.ts";
import type { InvoiceLine } from "./invoice-line.ts";

/** A line that Stripe has on its invoice. Amounts in nano-dollars, whole cents. */
export type CollectedLine = {
  readonly description: string;
  readonly quantity: number | null;
  readonly unitNanos: Nanos | null;
  readonly amountNanos: Nanos;
  /** Whether it charges or gives back a part of a period that a change has divided. */
  readonly isChange: boolean;
  readonly plan: PlanId | null;
};

/**
 * What Stripe collects, as lines of Weir's invoice. Names are those of the people who have seats at issue; they stand
 * below the seats that were bought or renewed.
 */
export function collectedLines(
  lines: readonly CollectedLine[],
  { seatHolders, taxNanos }: { seatHolders: readonly string[]; taxNanos: Nanos },
): InvoiceLine[] {
  const own = lines.map((line) => collectedLine(line, seatHolders));
  return taxNanos === 0n ? own : [...own, { ...PLAIN, kind: "tax", description: "Tax", ...both(taxNanos) }];
}

const PLAIN = { details: [], quantity: null, unit: null, unitPrice: null, usage: null };
const both = (nanos: Nanos) => ({ exactNanos: nanos, amountNanos: nanos });

function collectedLine(line: CollectedLine, seatHolders: readonly string[]): InvoiceLine {
  const { description, plan, isChange, amountNanos, quantity, unitNanos } = line;
  const hasSeats = plan === "team" && amountNanos > 0n;
  const unit = plan === "team" ? (quantity === 1 ? "seat" : "seats") : quantity === 1 ? "month" : "months";
  // Of a part of a month, the price of a whole one would not multiply out.
  const isWhole = quantity !== null && unitNanos !== null && unitNanos * BigInt(quantity) === amountNanos;
  return {
    ...PLAIN,
    kind: plan === null ? "adjustment" : isChange ? "proration" : plan === "team" ? "seats" : "plan",
    description,
    details: hasSeats && seatHolders.length > 0 ? [`Seats of ${seatHolders.join(", ")}`] : [],
    ...(plan !== null && !isChange && quantity !== null && { quantity: BigInt(quantity), unit }),
    ...(plan !== null &&
      !isChange &&
      isWhole && { unitPrice: { nanos: unitNanos, per: plan === "team" ? "per seat and month" : "per month" } }),
    ...both(amountNanos),
  };
}
