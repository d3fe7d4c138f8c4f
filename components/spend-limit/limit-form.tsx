"use client";

import { useState } from "react";
import { DollarInput } from "#components/billing/dollar-input.tsx";
import { ActionAlert } from "#components/ui/action-alert.tsx";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { exactDollarsLabel } from "#components/ui/exact-dollars-label.ts";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { useAction } from "#components/ui/use-action.ts";
import { readAlertPercents, writeAlertPercents } from "#lib/domain/alerts/alert-percents-text.ts";
import { fromExactDollars, toExactDollars } from "#lib/domain/money.ts";
import { DEFAULT_ALERT_PERCENTS, decideLimitChange, parseSpendLimit } from "#lib/domain/spend-limit.ts";
import type { SpendLimitRow } from "#lib/views/spend-limit.ts";
import type { LimitSubject } from "#lib/views/spend-limit-page.ts";
import { LimitEffectPreview } from "./limit-effect-preview.tsx";
import type { SetSpendLimitAction } from "./spend-limit-actions.ts";

type LimitFormProps = {
  subject: Pick<LimitSubject, "scope" | "scopeId" | "settled" | "held">;
  /** The limit as it is; null where there is none. */
  current: SpendLimitRow | null;
  onDone: () => void;
  onCancel: () => void;
  setLimitAction: SetSpendLimitAction;
};

const PERCENTS_HELP = "Up to ten whole percentages of the limit, such as 50, 80, 100. Leave it empty for none.";

export function LimitForm({ subject, current, onDone, onCancel, setLimitAction }: LimitFormProps) {
  const { scope, scopeId, settled, held } = subject;
  const [limit, setLimit] = useState(current?.limit ?? "");
  const [percents, setPercents] = useState(writeAlertPercents(current?.alertAtPercent ?? DEFAULT_ALERT_PERCENTS));
  const [hasPaceAlert, setHasPaceAlert] = useState(current?.hasPaceAlert ?? true);
  const { run, isPending, failure } = useAction(setLimitAction, onDone);
  const parsed = parseSpendLimit(limit);
  const alertAtPercent = readAlertPercents(percents);
  const label = parsed.isValid ? exactDollarsLabel(toExactDollars(parsed.limitNanos)) : null;
  const figures = { settledNanos: fromExactDollars(settled), heldNanos: fromExactDollars(held) };
  const blocks = parsed.isValid && decideLimitChange({ ...parsed, ...figures }).kind === "blocks_at_once";
  const fieldErrors = failure?.fieldErrors ?? {};
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (alertAtPercent) run({ scope, scopeId, limit, alertAtPercent, hasPaceAlert });
      }}
    >
      <Field label="Limit for each month (UTC)" help="From $0 to $10,000,000." error={fieldErrors.limit}>
        <DollarInput value={limit} onChange={setLimit} />
      </Field>
      {parsed.isValid && <LimitEffectPreview limitNanos={parsed.limitNanos} settled={settled} held={held} />}
      <Field
        label="Alert at"
        help={PERCENTS_HELP}
        error={
          alertAtPercent === null ? "Type whole percentages from 1 to 100, at most ten." : fieldErrors.alertAtPercent
        }
      >
        <Input value={percents} onValueChange={setPercents} autoComplete="off" spellCheck={false} />
      </Field>
      <Checkbox isChecked={hasPaceAlert} onChange={setHasPaceAlert}>
        Also alert when the pace of the month would reach the limit before it ends
      </Checkbox>
      {failure && !fieldErrors.limit && !fieldErrors.alertAtPercent && <ActionAlert failure={failure} />}
      <DialogActions>
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" tone={blocks ? "danger" : "primary"} isPending={isPending}>
          {label === null ? "Set limit" : `Set limit to ${label}`}
        </Button>
      </DialogActions>
    </form>
  );
}
