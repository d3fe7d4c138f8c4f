"use client";

import { CircleCheck, CircleSlash, LoaderCircle, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { exactDollarsLabel } from "#components/ui/exact-dollars-label.ts";
import type { ShownAutoTopUp } from "#lib/views/credits-part.ts";
import { AutoTopUpDialog } from "./auto-top-up-dialog.tsx";
import type { SetAutoTopUpAction } from "./billing-actions.ts";

type AutoTopUpSummaryProps = {
  autoTopUp: ShownAutoTopUp | null;
  canChange: boolean;
  hasCard: boolean;
  setAutoTopUpAction: SetAutoTopUpAction;
};

export function AutoTopUpSummary({ autoTopUp, canChange, hasCard, setAutoTopUpAction }: AutoTopUpSummaryProps) {
  const [isEditing, setIsEditing] = useState(false);
  const isOn = autoTopUp?.isEnabled === true;
  return (
    <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 border-t border-line pt-4">
      <div className="min-w-0 flex-[1_1_18rem]">
        <h3 className="flex flex-wrap items-center gap-2 text-sm font-semibold">
          Auto top-up
          <AutoTopUpBadge autoTopUp={autoTopUp} />
        </h3>
        <p className="mt-1 text-sm text-ink-muted">
          {isOn ? rule(autoTopUp) : "Buys credits by itself before they run out. Off until you turn it on."}
        </p>
        {isOn && (
          <p className="text-sm text-ink-muted">
            Bought this month: {exactDollarsLabel(autoTopUp.boughtThisPeriod)} of at most{" "}
            {exactDollarsLabel(autoTopUp.monthlyMax)}.
            {autoTopUp.isMaximumReached && " Another purchase would pass that, so none follows before the next month."}
          </p>
        )}
      </div>
      {canChange && (
        <Button size="sm" onClick={() => setIsEditing(true)}>
          {isOn ? "Change auto top-up" : "Set up auto top-up"}
        </Button>
      )}
      <AutoTopUpDialog
        isOpen={isEditing}
        onOpenChange={setIsEditing}
        autoTopUp={autoTopUp}
        hasCard={hasCard}
        setAutoTopUpAction={setAutoTopUpAction}
      />
    </div>
  );
}

function rule({ threshold, amount }: ShownAutoTopUp): string {
  return `When the balance falls below ${exactDollarsLabel(threshold)}, ${exactDollarsLabel(amount)} is charged to the card on file and added.`;
}

function AutoTopUpBadge({ autoTopUp }: { autoTopUp: ShownAutoTopUp | null }) {
  if (!autoTopUp?.isEnabled) return <Badge icon={<CircleSlash aria-hidden="true" />}>Off</Badge>;
  switch (autoTopUp.state) {
    case "ready":
      return autoTopUp.isMaximumReached ? (
        <Badge tone="warn" icon={<TriangleAlert aria-hidden="true" />}>
          Maximum reached
        </Badge>
      ) : (
        <Badge tone="good" icon={<CircleCheck aria-hidden="true" />}>
          On
        </Badge>
      );
    case "charging":
      return <Badge icon={<LoaderCircle aria-hidden="true" className="animate-spin" />}>Buying</Badge>;
    default:
      return (
        <Badge tone="warn" icon={<TriangleAlert aria-hidden="true" />}>
          Stopped
        </Badge>
      );
  }
}
