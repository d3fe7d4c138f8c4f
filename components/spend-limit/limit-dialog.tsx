"use client";

import { Dialog } from "#components/ui/dialog.tsx";
import type { SpendLimitRow } from "#lib/views/spend-limit.ts";
import type { LimitSubject } from "#lib/views/spend-limit-page.ts";
import { LimitForm } from "./limit-form.tsx";
import { subjectName } from "./limit-words.ts";
import type { SetSpendLimitAction } from "./spend-limit-actions.ts";

type LimitDialogProps = {
  subject: Pick<LimitSubject, "scope" | "scopeId" | "name" | "settled" | "held">;
  current: SpendLimitRow | null;
  onClose: () => void;
  /** Reads the figures afresh. */
  onChanged: () => void;
  setLimitAction: SetSpendLimitAction;
};

export function LimitDialog({ subject, current, onClose, onChanged, setLimitAction }: LimitDialogProps) {
  const verb = current === null ? "Set" : "Change";
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={`${verb} the limit of ${subjectName(subject)}`}
      description="Requests are refused with 403 plan_limit_exceeded before they could pass it. What the plan’s included inference pays does not count."
    >
      <LimitForm
        subject={subject}
        current={current}
        onCancel={onClose}
        onDone={() => {
          onChanged();
          onClose();
        }}
        setLimitAction={setLimitAction}
      />
    </Dialog>
  );
}
