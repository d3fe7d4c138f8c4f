"use client";

import { Dialog } from "#components/ui/dialog.tsx";
import type { BuyCreditsAction } from "./billing-actions.ts";
import { BuyCreditsForm } from "./buy-credits-form.tsx";

type BuyCreditsDialogProps = {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  isSimulated: boolean;
  buyCreditsAction: BuyCreditsAction;
};

export function BuyCreditsDialog({ isOpen, onOpenChange, isSimulated, buyCreditsAction }: BuyCreditsDialogProps) {
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="Buy credits"
      description={`You pay on ${isSimulated ? "a stand-in for Stripe’s page, where no money moves" : "Stripe’s page"}; the credits are here as soon as the payment holds.`}
    >
      <BuyCreditsForm onCancel={() => onOpenChange(false)} buyCreditsAction={buyCreditsAction} />
    </Dialog>
  );
}
