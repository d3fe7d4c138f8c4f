"use client";

import { Popover } from "@base-ui/react/popover";
import type { ReactElement, ReactNode } from "react";
import { DateTime } from "#components/ui/date-time.tsx";
import { Money } from "#components/ui/money.tsx";
import { popupClasses } from "#components/ui/popup-classes.ts";
import type { UsageBook, UsageReconciliation } from "#lib/views/usage-view.ts";
import { BookDifference } from "./book-difference.tsx";

const BOOKS: Record<UsageBook, string> = {
  rollups: "Rollups by quarter hour",
  day_rollups: "Rollups by day",
  ledger: "Credit ledger",
  counters: "Spend counters",
  rollups_included: "Covered by the plan, in rollups",
  ledger_included: "Covered by the plan, in the ledger",
  counters_included: "Covered by the plan, in counters",
};

type ReconciledPopoverProps = { reconciliation: UsageReconciliation; trigger: ReactElement };

/** What was compared and found, beside its stamp, shown from the start. */
export function ReconciledPopover({ reconciliation, trigger }: ReconciledPopoverProps) {
  const { isReconciled, checkedAt, events, differences } = reconciliation;
  return (
    <Popover.Root defaultOpen>
      <Popover.Trigger render={trigger} />
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
                  <BookDifference exact={difference} />
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
