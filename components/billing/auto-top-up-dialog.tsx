"use client";

import { Dialog } from "#components/ui/dialog.tsx";
import type { ShownAutoTopUp } from "#lib/views/credits-part.ts";
import { AutoTopUpForm } from "./auto-top-up-form.tsx";
import type { SetAutoTopUpAction } from "./billing-actions.ts";

type AutoTopUpDialogProps = {
  autoTopUp: ShownAutoTopUp | null;
  hasCard: boolean;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  setAutoTopUpAction: SetAutoTopUpAction;
};

export function AutoTopUpDialog({ isOpen, onOpenChange, ...form }: AutoTopUpDialogProps) {
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="Auto top-up"
      description="Buys credits from the card on file when they run low."
    >
      <AutoTopUpForm {...form} onClose={() => onOpenChange(false)} />
    </Dialog>
  );
}
