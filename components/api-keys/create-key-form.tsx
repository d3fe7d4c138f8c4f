"use client";

import { useState } from "react";
import { ActionAlert } from "#components/ui/action-alert.tsx";
import { Button } from "#components/ui/button.tsx";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { useAction } from "#components/ui/use-action.ts";
import { API_KEY_LABEL_MAX } from "#lib/domain/api-key.ts";
import type { CreateApiKeyAction, NewApiKey } from "./api-key-actions.ts";
import { EXPIRY_OPTIONS, type ExpiryValue, expiryDays } from "./key-expiry.ts";

type CreateKeyFormProps = {
  createAction: CreateApiKeyAction;
  onCreated: (key: NewApiKey) => void;
  onCancel: () => void;
};

export function CreateKeyForm({ createAction, onCreated, onCancel }: CreateKeyFormProps) {
  const [label, setLabel] = useState("");
  const [expiry, setExpiry] = useState<ExpiryValue>("never");
  const { run, isPending, failure } = useAction(createAction, onCreated);
  const labelError = failure?.fieldErrors.label;
  const expiryError = failure?.fieldErrors.expiresInDays;
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        run({ label: label.trim(), expiresInDays: expiryDays(expiry) });
      }}
    >
      <Field label="Label" help={<LabelHelp label={label} />} error={labelError}>
        <Input value={label} onValueChange={setLabel} required autoComplete="off" />
      </Field>
      <Field label="Expires" help="An expired key is refused like a revoked one." error={expiryError}>
        <Select value={expiry} options={EXPIRY_OPTIONS} onChange={setExpiry} />
      </Field>
      {failure && !labelError && !expiryError && <ActionAlert failure={failure} />}
      <DialogActions>
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" tone="primary" isPending={isPending}>
          Create key
        </Button>
      </DialogActions>
    </form>
  );
}

/** The field itself does not cut the text short: it would count some characters twice, and hide what was typed. */
function LabelHelp({ label }: { label: string }) {
  const length = [...label.trim()].length;
  return (
    <span className="flex justify-between gap-4">
      <span>Where the key is used, such as “support bot, production”.</span>
      <span className={length > API_KEY_LABEL_MAX ? "shrink-0 text-bad" : "shrink-0"}>
        <span className="figures">{length}</span> of {API_KEY_LABEL_MAX} characters
      </span>
    </span>
  );
}
