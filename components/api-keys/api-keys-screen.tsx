"use client";

import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { PageHeader } from "#components/shell/page-header.tsx";
import { Alert } from "#components/ui/alert.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import type { ApiKeysPageView } from "#lib/views/api-keys-page.ts";
import type { CreateApiKeyAction, RevokeApiKeyAction } from "./api-key-actions.ts";
import { ApiKeyTable } from "./api-key-table.tsx";
import { CreateKeyDialog } from "./create-key-dialog.tsx";

type ApiKeysScreenProps = {
  view: ApiKeysPageView;
  gatewayUrl: string;
  createAction: CreateApiKeyAction;
  revokeAction: RevokeApiKeyAction;
};

export function ApiKeysScreen({ view, gatewayUrl, createAction, revokeAction }: ApiKeysScreenProps) {
  const [isCreating, setIsCreating] = useState(false);
  const { createRefusal, keys, snippetModelId } = view;
  const createButton = (
    <Button tone="primary" onClick={() => setIsCreating(true)}>
      <Plus aria-hidden="true" />
      Create API key
    </Button>
  );
  return (
    <div className="flex flex-col gap-5">
      <PageHeader
        title="API keys"
        description="Secrets your programs use to call the gateway. A revoked key stops working within 5 seconds."
        action={createRefusal === null && keys.length > 0 && createButton}
      />
      {createRefusal !== null && keys.length > 0 && (
        <Alert tone="info" title="No key can be created here">
          {createRefusal}
        </Alert>
      )}
      <Card className="overflow-hidden">
        {keys.length > 0 ? (
          <ApiKeyTable keys={keys} revokeAction={revokeAction} />
        ) : (
          <NoKeys createRefusal={createRefusal}>{createButton}</NoKeys>
        )}
      </Card>
      {/* Outside the list, so that the first key's secret outlives the empty state that led to it. */}
      <CreateKeyDialog
        isOpen={isCreating}
        onOpenChange={setIsCreating}
        gatewayUrl={gatewayUrl}
        snippetModelId={snippetModelId}
        createAction={createAction}
      />
    </div>
  );
}

function NoKeys({ createRefusal, children }: { createRefusal: string | null; children: React.ReactNode }) {
  if (createRefusal !== null) {
    return (
      <EmptyState icon={<KeyRound />} title="No key can be created here">
        {createRefusal}
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={<KeyRound />} title="No API keys yet" action={children}>
      Keys appear here with their label, when they were last used and when they expire. Create one to send your first
      request.
    </EmptyState>
  );
}
