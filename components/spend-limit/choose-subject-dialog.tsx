"use client";

import { useState } from "react";
import { Dialog } from "#components/ui/dialog.tsx";
import { Money } from "#components/ui/money.tsx";
import type { LimitSubject } from "#lib/views/spend-limit-page.ts";
import { SCOPE_WORDS } from "./limit-words.ts";
import { SearchInput } from "./search-input.tsx";

type ChooseSubjectDialogProps = {
  /** Members and keys without a limit. */
  subjects: readonly LimitSubject[];
  onClose: () => void;
  onChoose: (subject: LimitSubject) => void;
};

export function ChooseSubjectDialog({ subjects, onClose, onChoose }: ChooseSubjectDialogProps) {
  const [search, setSearch] = useState("");
  const wanted = search.trim().toLowerCase();
  const shown = subjects.filter(({ name, detail }) => `${name} ${detail}`.toLowerCase().includes(wanted));
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title="Add a limit"
      description="Choose the member or key whose requests it bounds."
    >
      <SearchInput label="Search members and keys" value={search} onChange={setSearch} />
      <ul className="-mx-1 flex max-h-72 flex-col gap-0.5 overflow-y-auto px-1">
        {shown.map((subject) => (
          <li key={`${subject.scope}/${subject.scopeId}`}>
            <button
              type="button"
              onClick={() => onChoose(subject)}
              className="flex w-full items-center justify-between gap-4 rounded-md px-2 py-2 text-left text-sm hover:bg-surface-hover"
            >
              <span className="min-w-0">
                <span className="block truncate font-medium">{subject.name}</span>
                <span className="block truncate text-xs text-ink-muted">
                  {SCOPE_WORDS[subject.scope]}, {subject.detail}
                </span>
              </span>
              <span className="shrink-0 text-right text-xs text-ink-muted">
                <Money exact={subject.settled} /> spent
              </span>
            </button>
          </li>
        ))}
        {shown.length === 0 && <li className="px-2 py-4 text-sm text-ink-muted">Nobody and no key matches.</li>}
      </ul>
    </Dialog>
  );
}
