"use client";

import { CircleCheck, CircleDashed, TriangleAlert } from "lucide-react";
import { lazy } from "react";
import { OnFirstUse } from "#components/ui/on-first-use.tsx";
import type { UsageReconciliation } from "#lib/views/usage-view.ts";
import { BookDifference } from "./book-difference.tsx";

const load = () => import("./reconciled-popover.tsx");
const ReconciledPopover = lazy(async () => ({ default: (await load()).ReconciledPopover }));
const EMPTY = <CircleDashed aria-hidden="true" className="size-3.5" />;

/** Whether events, rollups, ledger and counters of the period say the same, and by how much they do not. */
export function ReconciledStamp({ reconciliation }: { reconciliation: UsageReconciliation | null }) {
  if (reconciliation === null) return <span className="flex items-center gap-1.5">{EMPTY} Not reconciled yet</span>;
  const { isReconciled, differences } = reconciliation;
  const trigger = (
    <button
      type="button"
      className={`flex items-center gap-1.5 rounded-md underline-offset-4 hover:underline ${isReconciled ? "text-good" : "font-medium text-bad"}`}
    >
      {isReconciled ? (
        <CircleCheck aria-hidden="true" className="size-3.5" />
      ) : (
        <TriangleAlert aria-hidden="true" className="size-3.5" />
      )}
      {isReconciled ? "Reconciled" : "Books differ"}
      {!isReconciled && differences[0] && <BookDifference exact={differences[0].difference} />}
      <span className="sr-only">, show what was compared</span>
    </button>
  );
  return (
    <OnFirstUse trigger={trigger} popupRole="dialog" load={load}>
      <ReconciledPopover reconciliation={reconciliation} trigger={trigger} />
    </OnFirstUse>
  );
}
