"use client";

import { SearchFilter } from "#components/ui/search-filter.tsx";
import type { SearchOption } from "#components/ui/search-list.tsx";
import type { UsageQuery } from "#lib/domain/usage/usage-query.ts";
import type { UsageView } from "#lib/views/usage-view.ts";
import { FilterChips } from "./filter-chips.tsx";
import { STATUS_OPTIONS } from "./status-words.ts";
import { FILTERS, type UsageFilterName } from "./usage-filters.ts";
import { ZoneSelect } from "./zone-select.tsx";

type FilterBarProps = {
  query: UsageQuery;
  options: UsageView["options"];
  viewerZone: string;
  onChange: (change: Partial<UsageQuery>) => void;
};

/** What is left out of the figures, and the zone that days are cut in. All of it is in the address. */
export function FilterBar({ query, options, viewerZone, onChange }: FilterBarProps) {
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        {FILTERS.map(({ name, label, plural }) => (
          <SearchFilter
            key={name}
            label={label}
            searchLabel={`Search ${plural}`}
            emptyText={`No such ${label.toLowerCase()} in these periods.`}
            options={optionsOf(name, options, query[name])}
            values={query[name]}
            onChange={(ids) => onChange({ [name]: ids })}
          />
        ))}
        <div className="sm:ml-auto">
          <ZoneSelect zone={query.zone} viewerZone={viewerZone} onChange={(zone) => onChange({ zone })} />
        </div>
      </div>
      <FilterChips query={query} nameOf={(name, id) => nameIn(optionsOf(name, options, []), id)} onChange={onChange} />
    </div>
  );
}

/** What can be chosen, with what is chosen though it is no longer offered. */
function optionsOf(name: UsageFilterName, options: UsageView["options"], chosen: readonly string[]): SearchOption[] {
  const offered: SearchOption[] =
    name === "statuses" ? STATUS_OPTIONS : options[FILTERS.find((filter) => filter.name === name)?.group ?? "model"];
  const missing = chosen.filter((id) => offered.every((option) => option.id !== id));
  return [...offered, ...missing.map((id) => ({ id, name: id }))];
}

function nameIn(options: readonly SearchOption[], id: string): string {
  return options.find((option) => option.id === id)?.name ?? id;
}
