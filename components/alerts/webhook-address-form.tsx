"use client";

import { useState } from "react";
import { ActionAlert } from "#components/ui/action-alert.tsx";
import { Button } from "#components/ui/button.tsx";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { useAction } from "#components/ui/use-action.ts";
import type { SetWebhookAction } from "./alert-actions.ts";

type WebhookAddressFormProps = {
  url: string;
  /** With the secret, where it is new. */
  onDone: (secret: string | null) => void;
  onCancel: () => void;
  setWebhookAction: SetWebhookAction;
};

export function WebhookAddressForm({ url, onDone, onCancel, setWebhookAction }: WebhookAddressFormProps) {
  const [typed, setTyped] = useState(url);
  const { run, isPending, failure } = useAction(setWebhookAction, ({ secret }) => onDone(secret));
  const error = failure?.fieldErrors.url;
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        run({ url: typed });
      }}
    >
      <Field
        label="Address"
        help="https and a public name, such as https://hooks.example.com/weir. Redirects are not followed."
        error={error}
      >
        <Input value={typed} onValueChange={setTyped} inputMode="url" autoComplete="off" spellCheck={false} required />
      </Field>
      {failure && !error && <ActionAlert failure={failure} />}
      <DialogActions>
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" tone="primary" isPending={isPending}>
          {url === "" ? "Add the webhook" : "Save the address"}
        </Button>
      </DialogActions>
    </form>
  );
}
