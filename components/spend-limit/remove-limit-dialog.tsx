"use client";

import { ActionAlert } from "#components/ui/action-alert.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { exactDollarsLabel } from "#components/ui/exact-dollars-label.ts";
import { useAction } from "#components/ui/use-action.ts";
import type { SpendLimitRow } from "#lib/views/spend-limit.ts";
import { subjectName } from "./limit-words.ts";
import type { RemoveSpendLimitAction } from "./spend-limit-actions.ts";

type RemoveLimitDialogProps = {
  limit: SpendLimitRow;
  onClose: () => void;
  onChanged: () => void;
  removeLimitAction: RemoveSpendLimitAction;
};

export function RemoveLimitDialog({ limit, onClose, onChanged, removeLimitAction }: RemoveLimitDialogProps) {
  const { run, isPending, failure } = useAction(removeLimitAction, () => {
    onChanged();
    onClose();
  });
  const { scope, scopeId } = limit;
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={`Remove the limit of ${subjectName(limit)}`}
      description={`It is ${exactDollarsLabel(limit.limit)} a month now.`}
    >
      <ul className="flex list-disc flex-col gap-1 pl-5 text-sm text-ink-muted marker:text-ink-subtle">
        <li>{consequence(limit)}</li>
        <li>Its alerts end with it. What was spent stays counted, should a limit be set again this month.</li>
      </ul>
      {failure && <ActionAlert failure={failure} />}
      <DialogActions>
        <Button onClick={onClose}>Keep the limit</Button>
        <Button tone="danger" isPending={isPending} onClick={() => run({ scope, scopeId })}>
          Remove the limit
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function consequence({ scope }: SpendLimitRow): string {
  return scope === "workspace"
    ? "From the next request on, only the credits bound what this workspace may spend, or nothing where usage is invoiced by contract."
    : "From the next request on, only the other limits that apply and the credits bound what it may spend.";
}
