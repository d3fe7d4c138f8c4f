"use client";

import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { type DataColumn, DataTable } from "#components/ui/data-table.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import type { ApiKeyRow } from "#lib/views/api-keys-page.ts";
import type { RevokeApiKeyAction } from "./api-key-actions.ts";
import { KeyStateBadge } from "./key-state-badge.tsx";
import { RevokeKeyDialog } from "./revoke-key-dialog.tsx";

type ApiKeyTableProps = { keys: readonly ApiKeyRow[]; revokeAction: RevokeApiKeyAction };

const NEVER = <span className="text-ink-muted">Never</span>;

export function ApiKeyTable({ keys, revokeAction }: ApiKeyTableProps) {
  const [revoking, setRevoking] = useState<ApiKeyRow | null>(null);
  return (
    <>
      <div className="-mt-px">
        <DataTable
          size="many"
          caption="API keys"
          columns={keyColumns(setRevoking)}
          rows={keys}
          rowKey={(key) => key.id}
        />
      </div>
      {revoking && <RevokeKeyDialog apiKey={revoking} onClose={() => setRevoking(null)} revokeAction={revokeAction} />}
    </>
  );
}

function keyColumns(onRevoke: (key: ApiKeyRow) => void): readonly DataColumn<ApiKeyRow>[] {
  return [
    {
      key: "label",
      header: "Label",
      isRowHeader: true,
      className: "tabular:max-w-56",
      cell: ({ label }) => (
        <span title={label} className="block min-w-0 truncate font-medium">
          {label}
        </span>
      ),
    },
    { key: "key", header: "Key", cell: ({ prefix }) => <span className="font-mono text-xs">{prefix}…</span> },
    { key: "state", header: "State", cell: (key) => <State apiKey={key} /> },
    {
      key: "lastUsed",
      header: "Last used",
      cell: ({ lastUsedAt }) => (lastUsedAt === null ? NEVER : <DateTime iso={lastUsedAt} />),
    },
    {
      key: "expires",
      header: "Expires",
      cell: ({ expiresAt }) => (expiresAt === null ? NEVER : <DateTime iso={expiresAt} precision="day" />),
    },
    { key: "created", header: "Created", cell: (key) => <Creation apiKey={key} /> },
    {
      key: "revoke",
      header: "Actions",
      isHeaderHidden: true,
      align: "end",
      className: "justify-end",
      cell: (key) =>
        key.canRevoke && (
          <Button size="sm" onClick={() => onRevoke(key)} aria-label={`Revoke ${key.label}`}>
            Revoke
          </Button>
        ),
    },
  ];
}

function State({ apiKey: { state, revokedAt } }: { apiKey: ApiKeyRow }) {
  return (
    <span className="flex flex-col items-end gap-0.5 tabular:items-start">
      <KeyStateBadge state={state} />
      {revokedAt !== null && (
        <span className="text-xs text-ink-muted">
          <DateTime iso={revokedAt} precision="day" />
        </span>
      )}
    </span>
  );
}

function Creation({ apiKey }: { apiKey: ApiKeyRow }) {
  return (
    <span className="flex min-w-0 flex-col items-end tabular:items-start">
      <DateTime iso={apiKey.createdAt} precision="day" />
      <span title={apiKey.createdBy} className="max-w-44 truncate text-xs text-ink-muted">
        by {apiKey.createdBy}
      </span>
    </span>
  );
}
