import type { UsageView } from "#lib/views/usage-view.ts";
import { AsOfStamp } from "./as-of-stamp.tsx";
import { ReconciledStamp } from "./reconciled-stamp.tsx";

type UsageStampsProps = { view: UsageView; error: Error | null; isChanging: boolean; signInHref: string };

/** How fresh the figures are, and whether the books agree with them. */
export function UsageStamps({ view, error, isChanging, signInHref }: UsageStampsProps) {
  return (
    <div className="flex min-h-5 flex-wrap items-center gap-x-4 gap-y-1 text-xs text-ink-muted">
      <ReconciledStamp reconciliation={view.reconciliation} />
      <AsOfStamp asOf={view.asOf} isCurrent={view.period.isCurrent} error={error} signInHref={signInHref} />
      <span role="status" className="sr-only">
        {isChanging ? "Reading the figures" : ""}
      </span>
    </div>
  );
}
