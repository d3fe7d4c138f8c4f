import { ArrowDown, ArrowUp } from "lucide-react";
import { Money } from "#components/ui/money.tsx";
import type { UsageView } from "#lib/views/usage-view.ts";
import { costChange } from "./cost-change.ts";

/** The cost against the same days of the previous period; nothing when those cost nothing. */
export function ComparisonLine({ view: { split, comparison, period } }: { view: UsageView }) {
  const change = costChange(split.total, comparison.cost);
  if (change === null) return null;
  const compared = (
    <>
      {comparison.label} (<Money exact={comparison.cost} />){period.isCurrent && ". Today is not over yet."}
    </>
  );
  if (change.kind === "same") return <p className="text-sm text-ink-muted">The same as {compared}</p>;
  const isFactor = change.amount.endsWith("times");
  const Arrow = change.kind === "more" ? ArrowUp : ArrowDown;
  return (
    <p className="text-sm text-ink-muted">
      <Arrow aria-hidden="true" className="mr-0.5 mb-0.5 inline size-3.5 text-ink" />
      <span className="font-medium text-ink">{isFactor ? change.amount : `${change.amount} ${change.kind}`}</span>
      {isFactor ? " " : " than "}
      {compared}
    </p>
  );
}
