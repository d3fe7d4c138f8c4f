"use client";

import { useState } from "react";
import { Dialog } from "#components/ui/dialog.tsx";
import type { CreateApiKeyAction } from "./api-key-actions.ts";
import { CreateKeyForm } from "./create-key-form.tsx";
import { NewSecret } from "./new-secret.tsx";

type CreateKeyDialogProps = {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  gatewayUrl: string;
  snippetModelId: string | null;
  createAction: CreateApiKeyAction;
};

export function CreateKeyDialog(props: CreateKeyDialogProps) {
  const { isOpen, onOpenChange, gatewayUrl, snippetModelId, createAction } = props;
  const [secret, setSecret] = useState<string | null>(null);
  function close() {
    onOpenChange(false);
    setSecret(null);
  }
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={(next) => (next ? onOpenChange(true) : close())}
      title={secret === null ? "Create API key" : "Copy your secret now"}
      description={
        secret === null
          ? "The secret is shown once, right after the key is created."
          : "This is the only time it is shown: only a fingerprint of it is stored. If it gets lost, create another key."
      }
      isSticky={secret !== null}
    >
      {secret === null ? (
        <CreateKeyForm createAction={createAction} onCreated={(key) => setSecret(key.secret)} onCancel={close} />
      ) : (
        <NewSecret secret={secret} gatewayUrl={gatewayUrl} snippetModelId={snippetModelId} onDone={close} />
      )}
    </Dialog>
  );
}
