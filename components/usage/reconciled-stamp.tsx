"use client";

import { Popover } from "@base-ui/react/popover";
import { CircleCheck, CircleDashed, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { DateTime } from "#components/ui/date-time.tsx";
import { Money } from "#components/ui/money.tsx";
import { popupClasses } from "#components/ui/popup-classes.ts";
import type { ExactDollars } from "#lib/domain/money.ts";
import type { UsageBook, UsageReconciliation } from "#lib/views/usage-view.ts";

const BOOKS: Record<UsageBook, string> = {
  rollups: "Rollups by quarter hour",
  day_rollups: "Rollups by day",
  ledger: "Credit ledger",
  counters: "Spend counters",
  rollups_included: "Covered by the plan, in rollups",
  ledger_included: "Covered by the plan, in the ledger",
  counters_included: "Covered by the plan, in counters",
};

const EMPTY = <CircleDashed aria-hidden="true" className="size-3.5" />;

/** Whether events, rollups, ledger and counters of the period say the same, and by how much they do not. */
export function ReconciledStamp({ reconciliation }: { reconciliation: UsageReconciliation | null }) {
  if (reconciliation === null) return <span className="flex items-center gap-1.5">{EMPTY} Not reconciled yet</span>;
  const { isReconciled, checkedAt, events, differences } = reconciliation;
  return (
    <Popover.Root>
      <Popover.Trigger
        className={`flex items-center gap-1.5 rounded-md underline-offset-4 hover:underline ${isReconciled ? "text-good" : "font-medium text-bad"}`}
      >
        {isReconciled ? (
          <CircleCheck aria-hidden="true" className="size-3.5" />
        ) : (
          <TriangleAlert aria-hidden="true" className="size-3.5" />
        )}
        {isReconciled ? "Reconciled" : "Books differ"}
        {!isReconciled && differences[0] && <Difference exact={differences[0].difference} />}
        <span className="sr-only">, show what was compared</span>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner side="bottom" align="end" sideOffset={6} className="z-10 outline-hidden">
          <Popover.Popup className={popupClasses("w-80 max-w-[calc(100vw-2rem)] px-3 py-2.5 text-sm")}>
            <Popover.Title className="font-medium">
              {isReconciled ? "All books of the period agree" : "The books of the period differ"}
            </Popover.Title>
            <p className="mt-1 text-xs text-ink-muted">
              Events, rollups, credit ledger and spend counters of the whole workspace, compared{" "}
              <DateTime iso={checkedAt} />.
            </p>
            <dl className="mt-2 flex flex-col gap-1">
              <Row name="Events">
                <Money exact={events} />
              </Row>
              {differences.map(({ book, difference }) => (
                <Row key={book} name={BOOKS[book]}>
                  <Difference exact={difference} />
                </Row>
              ))}
            </dl>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex justify-between gap-4">
      <dt className="text-ink-muted">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** By how much a book says more than the events, or less. */
function Difference({ exact }: { exact: ExactDollars }) {
  return (
    <span className="figures text-bad">
      {!exact.startsWith("-") && "+"}
      <Money exact={exact} />
    </span>
  );
}
