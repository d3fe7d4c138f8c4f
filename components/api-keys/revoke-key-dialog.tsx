"use client";

import { TypedConfirmation } from "#components/ui/typed-confirmation.tsx";
import type { ApiKeyRow } from "#lib/views/api-keys-page.ts";
import type { RevokeApiKeyAction } from "./api-key-actions.ts";

type RevokeKeyDialogProps = { apiKey: ApiKeyRow; onClose: () => void; revokeAction: RevokeApiKeyAction };

export function RevokeKeyDialog({ apiKey, onClose, revokeAction }: RevokeKeyDialogProps) {
  return (
    <TypedConfirmation
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={`Revoke “${apiKey.label}”`}
      consequences={[
        "Within 5 seconds every request with this key is refused with 401.",
        "It cannot be undone; programs that use the key need a new one.",
        "What the key has used so far stays in your usage and costs.",
      ]}
      expectedText={apiKey.label}
      expectedWhat="the key’s label"
      actionLabel="Revoke this key"
      action={() => revokeAction({ apiKeyId: apiKey.id })}
    />
  );
}
