"use client";

import { useState } from "react";
import { ActionAlert } from "#components/ui/action-alert.tsx";
import { Alert } from "#components/ui/alert.tsx";
import { Button } from "#components/ui/button.tsx";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { Field } from "#components/ui/field.tsx";
import { useAction } from "#components/ui/use-action.ts";
import type { ShownAutoTopUp } from "#lib/views/credits-part.ts";
import { AutoTopUpBrakes } from "./auto-top-up-brakes.tsx";
import type { SetAutoTopUpAction } from "./billing-actions.ts";
import { DollarInput } from "./dollar-input.tsx";

type AutoTopUpFormProps = {
  autoTopUp: ShownAutoTopUp | null;
  hasCard: boolean;
  onClose: () => void;
  setAutoTopUpAction: SetAutoTopUpAction;
};

type Amounts = { threshold: string; amount: string; monthlyMax: string };

const FIRST_AMOUNTS: Amounts = { threshold: "20", amount: "50", monthlyMax: "200" };

export function AutoTopUpForm({ autoTopUp, hasCard, onClose, setAutoTopUpAction }: AutoTopUpFormProps) {
  const [amounts, setAmounts] = useState<Amounts>(autoTopUp ? amountsOf(autoTopUp) : FIRST_AMOUNTS);
  const { run, isPending, failure } = useAction(setAutoTopUpAction, onClose);
  const errors = failure?.fieldErrors ?? {};
  const hasFieldError = Object.keys(amounts).some((name) => errors[name] !== undefined);
  const isOn = autoTopUp?.isEnabled === true;
  const field = (name: keyof Amounts) => (
    <DollarInput value={amounts[name]} onChange={(value) => setAmounts({ ...amounts, [name]: value })} />
  );
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        run({ isEnabled: true, ...amounts });
      }}
    >
      {!hasCard && (
        <Alert tone="warn" title="There is no card on file yet">
          <p>Buy credits once or add a card under Payment method: auto top-up charges that card.</p>
        </Alert>
      )}
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="When the balance falls below" error={errors.threshold}>
          {field("threshold")}
        </Field>
        <Field label="Buy credits for" help="From $5 to $10,000." error={errors.amount}>
          {field("amount")}
        </Field>
      </div>
      <Field
        label="At most, in one month"
        help="The most that auto top-up may charge in a calendar month (UTC). Purchases you make yourself do not count."
        error={errors.monthlyMax}
      >
        {field("monthlyMax")}
      </Field>
      <AutoTopUpBrakes />
      {failure && !hasFieldError && <ActionAlert failure={failure} />}
      <DialogActions>
        {isOn ? (
          <Button onClick={() => run({ isEnabled: false, ...amountsOf(autoTopUp) })}>Turn off</Button>
        ) : (
          <Button onClick={onClose}>Cancel</Button>
        )}
        <Button type="submit" tone="primary" isPending={isPending}>
          {submitLabel(autoTopUp)}
        </Button>
      </DialogActions>
    </form>
  );
}

function amountsOf({ threshold, amount, monthlyMax }: ShownAutoTopUp): Amounts {
  return { threshold, amount, monthlyMax };
}

function submitLabel(autoTopUp: ShownAutoTopUp | null): string {
  if (!autoTopUp?.isEnabled) return "Turn on auto top-up";
  return autoTopUp.state === "stopped" ? "Save and turn on again" : "Save auto top-up";
}
