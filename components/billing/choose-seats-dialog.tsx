"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { SeatField } from "#components/seats/seat-field.tsx";
import { ActionAlert } from "#components/ui/action-alert.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { useAction } from "#components/ui/use-action.ts";
import type { PlanColumn } from "#lib/views/billing-page.ts";
import type { QuoteChangeAction } from "./billing-actions.ts";

type ChooseSeatsDialogProps = ChooseSeatsFormProps & { isOpen: boolean };

/** Asks how many seats a plan that is priced per seat should have, before its price is asked for. */
export function ChooseSeatsDialog({ isOpen, ...form }: ChooseSeatsDialogProps) {
  const { plan, onClose } = form;
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={(next) => !next && onClose()}
      title={`Seats for ${plan.name}`}
      description={`${plan.priceLabel}. Each seat admits one member and adds to what the plan includes.`}
    >
      <ChooseSeatsForm {...form} />
    </Dialog>
  );
}

type ChooseSeatsFormProps = {
  plan: PlanColumn;
  /** Everybody who would need a seat. */
  membersNow: number;
  onClose: () => void;
  quoteChangeAction: QuoteChangeAction;
  billingHref: string;
};

function ChooseSeatsForm({ plan, membersNow, onClose, quoteChangeAction, billingHref }: ChooseSeatsFormProps) {
  const router = useRouter();
  const fewest = plan.minSeats ?? 1;
  const minimum = Math.max(fewest, membersNow);
  const [seats, setSeats] = useState(minimum);
  const { run, isPending, failure } = useAction(quoteChangeAction, ({ quoteId }) =>
    router.push(`${billingHref}/quote/${quoteId}`),
  );
  const reason = membersNow >= fewest ? "every member needs a seat" : `${plan.name} starts there`;
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        run({ plan: plan.id, seats });
      }}
    >
      <SeatField
        seats={seats}
        minimum={minimum}
        onChange={setSeats}
        help={`At least ${minimum}: ${reason}. You can add seats at any time.`}
        error={failure?.fieldErrors.seats}
      />
      {failure && !failure.fieldErrors.seats && <ActionAlert failure={failure} />}
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" tone="primary" isPending={isPending}>
          See the price
        </Button>
      </DialogActions>
    </form>
  );
}
