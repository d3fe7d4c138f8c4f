import { ArrowDown, ArrowUp } from "lucide-react";
import { Money } from "#components/ui/money.tsx";
import type { UsagePageView } from "#lib/views/usage-page.ts";
import { costChange } from "./cost-change.ts";

type CostChangeLineProps = {
  cost: string;
  comparison: UsagePageView["comparison"];
  /** Whether today is among the days that are compared. */
  isUnderWay: boolean;
};

/** The cost against the same days of the previous period; nothing when those cost nothing. */
export function CostChangeLine({ cost, comparison, isUnderWay }: CostChangeLineProps) {
  const change = costChange(cost, comparison.cost);
  if (change === null) return null;
  const compared = (
    <>
      {comparison.label} (<Money exact={comparison.cost} />){isUnderWay && ". Today is not over yet."}
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
