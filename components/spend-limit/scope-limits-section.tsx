"use client";

import { Gauge, Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Section } from "#components/ui/section.tsx";
import type { SpendLimitsView } from "#lib/views/spend-limit.ts";
import type { LimitSubject } from "#lib/views/spend-limit-page.ts";
import { scopeLimitColumns } from "./scope-limit-columns.tsx";
import { type OpenScopeLimit, ScopeLimitDialogs } from "./scope-limit-dialogs.tsx";
import { SearchInput } from "./search-input.tsx";
import type { SpendLimitActions } from "./spend-limit-actions.ts";

type ScopeLimitsSectionProps = {
  view: SpendLimitsView;
  subjects: readonly LimitSubject[];
  onChanged: () => void;
  actions: SpendLimitActions;
};

/** From how many rows on a search is worth its room. */
const SEARCHABLE = 6;

/** Limits of members and keys, which hold beside the workspace's. */
export function ScopeLimitsSection({ view, subjects, onChanged, actions }: ScopeLimitsSectionProps) {
  const [open, setOpen] = useState<OpenScopeLimit | null>(null);
  const [search, setSearch] = useState("");
  const limits = view.limits.filter(({ scope }) => scope !== "workspace");
  const shown = limits.filter(({ name }) => (name ?? "").toLowerCase().includes(search.trim().toLowerCase()));
  const unlimited = subjects.filter(
    ({ scope, scopeId }) => !limits.some((limit) => limit.scope === scope && limit.scopeId === scopeId),
  );
  return (
    <Section
      title="Members and keys"
      explanation="A limit of its own for one member’s or one key’s requests. All limits that apply must have room."
      action={
        view.canSet && (
          <Button onClick={() => setOpen({ kind: "choose" })} disabled={unlimited.length === 0}>
            <Plus aria-hidden="true" />
            Add a limit
          </Button>
        )
      }
      isFlush
    >
      {limits.length >= SEARCHABLE && (
        <div className="px-4 pb-4 sm:px-5">
          <SearchInput label="Search limits" value={search} onChange={setSearch} />
        </div>
      )}
      {shown.length === 0 ? (
        <EmptyState icon={<Gauge />} title={limits.length === 0 ? "No limits of members or keys" : "No limit matches"}>
          {limits.length === 0 ? "Limits of single members and keys appear here." : `Nobody is called “${search}”.`}
        </EmptyState>
      ) : (
        <DataTable
          size="many"
          caption="Limits of members and keys"
          columns={scopeLimitColumns(view.canSet, (kind, limit) => setOpen({ kind, limit }))}
          rows={shown}
          rowKey={({ scope, scopeId }) => `${scope}/${scopeId}`}
        />
      )}
      {open && (
        <ScopeLimitDialogs open={open} unlimited={unlimited} onOpen={setOpen} onChanged={onChanged} actions={actions} />
      )}
    </Section>
  );
}
