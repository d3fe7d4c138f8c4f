"use client";

import type { SpendLimitRow } from "#lib/views/spend-limit.ts";
import type { LimitSubject } from "#lib/views/spend-limit-page.ts";
import { ChooseSubjectDialog } from "./choose-subject-dialog.tsx";
import { LimitDialog } from "./limit-dialog.tsx";
import { RemoveLimitDialog } from "./remove-limit-dialog.tsx";
import type { SpendLimitActions } from "./spend-limit-actions.ts";

export type OpenScopeLimit =
  | { kind: "choose" }
  | { kind: "add"; subject: LimitSubject }
  | { kind: "change" | "remove"; limit: SpendLimitRow };

type ScopeLimitDialogsProps = {
  open: OpenScopeLimit;
  unlimited: readonly LimitSubject[];
  onOpen: (open: OpenScopeLimit | null) => void;
  onChanged: () => void;
  actions: SpendLimitActions;
};

export function ScopeLimitDialogs({ open, unlimited, onOpen, onChanged, actions }: ScopeLimitDialogsProps) {
  const shared = { onClose: () => onOpen(null), onChanged };
  switch (open.kind) {
    case "choose":
      return (
        <ChooseSubjectDialog
          subjects={unlimited}
          onClose={shared.onClose}
          onChoose={(subject) => onOpen({ kind: "add", subject })}
        />
      );
    case "add":
      return <LimitDialog {...shared} subject={open.subject} current={null} setLimitAction={actions.setLimit} />;
    case "change":
      return <LimitDialog {...shared} subject={open.limit} current={open.limit} setLimitAction={actions.setLimit} />;
    default:
      return <RemoveLimitDialog {...shared} limit={open.limit} removeLimitAction={actions.removeLimit} />;
  }
}
