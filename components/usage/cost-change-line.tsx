import { ArrowDown, ArrowUp } from "lucide-react";
import { Money } from "#components/ui/money.tsx";
import type { UsagePageView } from "#lib/views/usage-page.ts";
import { costChange } from "./cost-change.ts";
import { previousPeriodName } from "./period-name.ts";

type CostChangeLineProps = { cost: string; previousCost: string; period: UsagePageView["period"] };

/** The cost against the whole previous period. */
export function CostChangeLine({ cost, previousCost, period }: CostChangeLineProps) {
  const change = costChange(cost, previousCost);
  const before = previousPeriodName(period.key);
  if (change.kind === "both_zero" || change.kind === "previous_zero") {
    return <p className="text-sm text-ink-muted">No cost in {before} to compare with</p>;
  }
  const whole = (
    <>
      all of {before} (<Money exact={previousCost} />)
    </>
  );
  if (change.kind === "same") return <p className="text-sm text-ink-muted">The same as {whole}</p>;
  const isFactor = change.amount.endsWith("times");
  const Arrow = change.kind === "more" ? ArrowUp : ArrowDown;
  return (
    <p className="text-sm text-ink-muted">
      <Arrow aria-hidden="true" className="mr-0.5 mb-0.5 inline size-3.5 text-ink" />
      <span className="font-medium text-ink">{isFactor ? change.amount : `${change.amount} ${change.kind}`}</span>
      {isFactor ? " " : " than "}
      {whole}
    </p>
  );
}
