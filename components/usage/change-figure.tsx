import { ArrowDown, ArrowUp } from "lucide-react";
import { exactDollarsLabel } from "#components/ui/exact-dollars-label.ts";
import { type ExactDollars, fromExactDollars } from "#lib/domain/money.ts";
import { costChange } from "./cost-change.ts";

type ChangeFigureProps = { cost: ExactDollars; previousCost: ExactDollars };

/** How a cost moved against the previous period, in a word or a figure; the earlier cost on hover. */
export function ChangeFigure({ cost, previousCost }: ChangeFigureProps) {
  const change = costChange(cost, previousCost);
  const title = `${exactDollarsLabel(previousCost)} in the previous period`;
  if (change === null) {
    return (
      <span title={title} className="text-ink-muted">
        {fromExactDollars(cost) === 0n ? "none" : "new"}
      </span>
    );
  }
  if (change.kind === "same") return <span className="text-ink-muted">same</span>;
  const Arrow = change.kind === "more" ? ArrowUp : ArrowDown;
  return (
    <span title={title} className="figures inline-flex items-center gap-0.5 text-ink-muted">
      <Arrow aria-hidden="true" className="size-3.5" />
      <span className="sr-only">{change.kind} by</span>
      {change.amount}
    </span>
  );
}
