"use client";

import { CalendarClock } from "lucide-react";
import { ActionAlert } from "#components/ui/action-alert.tsx";
import { Button } from "#components/ui/button.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { useAction } from "#components/ui/use-action.ts";
import type { BillingPageView } from "#lib/views/billing-page.ts";
import type { UndoPlanChangeAction } from "./billing-actions.ts";
import { pendingChangeTitle } from "./pending-change-title.ts";

type PendingChangeBannerProps = {
  pendingChange: NonNullable<BillingPageView["pendingChange"]>;
  current: { planName: string; seats: number | null };
  undoAction: UndoPlanChangeAction;
};

export function PendingChangeBanner({ pendingChange, current, undoAction }: PendingChangeBannerProps) {
  const { run, isPending, failure } = useAction(undoAction, () => undefined);
  const { effectiveAt, requestedBy, canUndo } = pendingChange;
  return (
    <div className="flex flex-col gap-2">
      <div
        role="status"
        className="flex flex-wrap items-center justify-between gap-x-4 gap-y-3 rounded-lg bg-accent-soft px-3.5 py-3 text-sm text-ink"
      >
        <div className="flex min-w-0 flex-[1_1_16rem] items-start gap-2.5">
          <CalendarClock aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-accent-text" />
          <div className="min-w-0">
            <p className="font-medium text-accent-text">
              {pendingChangeTitle(pendingChange, current)} on <DateTime iso={effectiveAt} />
            </p>
            <p className="wrap-anywhere">
              Scheduled by {requestedBy}. Until then everything stays as it is
              {canUndo ? ", and you can undo it." : ". An owner can undo it."}
            </p>
          </div>
        </div>
        {canUndo && (
          <Button size="sm" onClick={() => run()} isPending={isPending}>
            Undo the change
          </Button>
        )}
      </div>
      {failure && <ActionAlert failure={failure} />}
    </div>
  );
}
