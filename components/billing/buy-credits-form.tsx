"use client";

import { useState } from "react";
import { ActionAlert } from "#components/ui/action-alert.tsx";
import { Button } from "#components/ui/button.tsx";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { Field } from "#components/ui/field.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { formatWholeCents } from "#lib/domain/money.ts";
import { parseTopUpAmount } from "#lib/domain/top-up.ts";
import type { BuyCreditsAction } from "./billing-actions.ts";
import { DollarInput } from "./dollar-input.tsx";
import { usePaymentPage } from "./use-payment-page.ts";

const SUGGESTIONS = ["20", "50", "100", "500"] as const;

type BuyCreditsFormProps = { onCancel: () => void; buyCreditsAction: BuyCreditsAction };

export function BuyCreditsForm({ onCancel, buyCreditsAction }: BuyCreditsFormProps) {
  const [amount, setAmount] = useState("50");
  const { run, isPending, failure } = usePaymentPage(buyCreditsAction);
  const parsed = parseTopUpAmount(amount);
  const label = parsed.isValid ? formatWholeCents(parsed.amountNanos) : null;
  const amountError = failure?.fieldErrors.amount;
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        run({ amount });
      }}
    >
      <Field label="Amount" help="From $5 to $10,000, in whole cents." error={amountError}>
        <DollarInput value={amount} onChange={setAmount} />
      </Field>
      <Segmented
        label="Suggested amounts"
        value={amount}
        options={SUGGESTIONS.map((value) => ({ value, label: `$${value}` }))}
        onChange={setAmount}
      />
      {label !== null && (
        <p className="text-sm text-ink-muted">
          You will be charged {label} once, and {label} of credits is added to the balance. The card is saved for later
          payments of this workspace.
        </p>
      )}
      {failure && !amountError && <ActionAlert failure={failure} />}
      <DialogActions>
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" tone="primary" isPending={isPending}>
          {label === null ? "Go to payment" : `Pay ${label}`}
        </Button>
      </DialogActions>
    </form>
  );
}
