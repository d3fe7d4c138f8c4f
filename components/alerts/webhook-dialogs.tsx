"use client";

import { useState } from "react";
import { ActionAlert } from "#components/ui/action-alert.tsx";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { useAction } from "#components/ui/use-action.ts";
import type { AlertActions } from "./alert-actions.ts";
import { WebhookAddressForm } from "./webhook-address-form.tsx";

export type OpenWebhookDialog = "address" | "rotate" | "remove";

type WebhookDialogsProps = {
  open: OpenWebhookDialog;
  webhook: { url: string } | null;
  actions: AlertActions;
  onClose: () => void;
};

const TITLES = { rotate: "Rotate the secret", remove: "Remove the webhook" } as const;

export function WebhookDialogs({ open, webhook, actions, onClose }: WebhookDialogsProps) {
  const [secret, setSecret] = useState<string | null>(null);
  const title = open === "address" ? (webhook ? "Change the address" : "Add a webhook") : TITLES[open];
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={secret === null ? title : "Copy the secret now"}
      isSticky={secret !== null}
    >
      {secret !== null ? (
        <ShownSecret secret={secret} onDone={onClose} />
      ) : open === "address" ? (
        <WebhookAddressForm
          url={webhook?.url ?? ""}
          setWebhookAction={actions.setWebhook}
          onDone={(made) => (made === null ? onClose() : setSecret(made))}
          onCancel={onClose}
        />
      ) : open === "rotate" ? (
        <Confirmation
          text="A new secret is made and shown once. For 24 hours calls are signed with both, so that you can change over without missing one."
          label="Rotate the secret"
          action={actions.rotateSecret}
          onDone={(made) => setSecret(made.secret)}
          onCancel={onClose}
        />
      ) : (
        <Confirmation
          text="Alerts are no longer posted. Those that wait to be posted again are given up; the log keeps them. Its secret is gone for good."
          label="Remove the webhook"
          action={actions.removeWebhook}
          onDone={onClose}
          onCancel={onClose}
        />
      )}
    </Dialog>
  );
}

type ConfirmationProps<Data> = {
  text: string;
  label: string;
  action: Parameters<typeof useAction<[], Data>>[0];
  onDone: (data: Data) => void;
  onCancel: () => void;
};

function Confirmation<Data>({ text, label, action, onDone, onCancel }: ConfirmationProps<Data>) {
  const { run, isPending, failure } = useAction(action, onDone);
  return (
    <>
      <p className="text-sm text-ink-muted">{text}</p>
      {failure && <ActionAlert failure={failure} />}
      <DialogActions>
        <Button onClick={onCancel}>Cancel</Button>
        <Button tone="danger" onClick={() => run()} isPending={isPending}>
          {label}
        </Button>
      </DialogActions>
    </>
  );
}

function ShownSecret({ secret, onDone }: { secret: string; onDone: () => void }) {
  return (
    <>
      <p className="text-sm text-ink-muted">
        This is the only time it is shown. Your receiver checks signatures with it. If it gets lost, rotate it.
      </p>
      <div className="flex flex-col gap-2 rounded-lg border border-line bg-surface-sunken p-3 sm:flex-row sm:items-center">
        <output aria-label="Secret" className="min-w-0 flex-1 font-mono text-sm break-all select-all">
          {secret}
        </output>
        <CopyButton text={secret} what="secret" tone="primary" />
      </div>
      <DialogActions>
        <Button onClick={onDone}>I have saved the secret</Button>
      </DialogActions>
    </>
  );
}
