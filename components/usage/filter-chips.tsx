import { X } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import type { UsageQuery } from "#lib/domain/usage/usage-query.ts";
import { FILTERS, NO_FILTERS, type UsageFilterName } from "./usage-filters.ts";

type FilterChipsProps = {
  query: UsageQuery;
  nameOf: (name: UsageFilterName, id: string) => string;
  onChange: (change: Partial<UsageQuery>) => void;
};

/** Every choice by its name, each a press away from being undone. */
export function FilterChips({ query, nameOf, onChange }: FilterChipsProps) {
  const chosen = FILTERS.flatMap(({ name, label }) => query[name].map((id) => ({ name, label, id })));
  if (chosen.length === 0) return null;
  return (
    <ul aria-label="Filters" className="flex flex-wrap items-center gap-2">
      {chosen.map(({ name, label, id }) => (
        <li key={`${name} ${id}`} className="min-w-0">
          <button
            type="button"
            aria-label={`Remove filter ${label}: ${nameOf(name, id)}`}
            onClick={() => onChange({ [name]: query[name].filter((other) => other !== id) })}
            className="flex h-7 max-w-72 items-center gap-1.5 rounded-full border border-line-strong bg-surface pr-2 pl-3 text-sm hover:bg-surface-hover"
          >
            <span className="text-ink-muted">{label}</span>
            <span title={nameOf(name, id)} className="truncate font-medium">
              {nameOf(name, id)}
            </span>
            <X aria-hidden="true" className="size-3.5 shrink-0 text-ink-muted" />
          </button>
        </li>
      ))}
      <li>
        <Button tone="ghost" size="sm" onClick={() => onChange(NO_FILTERS)}>
          Clear filters
        </Button>
      </li>
    </ul>
  );
}
