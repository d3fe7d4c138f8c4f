"use client";

import { Combobox } from "@base-ui/react/combobox";
import { ChevronDown } from "lucide-react";
import { buttonClasses } from "./button-classes.ts";
import { SearchList, type SearchOption } from "./search-list.tsx";

type SearchFilterProps = {
  label: string;
  searchLabel: string;
  emptyText: string;
  options: readonly SearchOption[];
  /** Those that are chosen; none means that nothing is filtered. */
  values: readonly string[];
  onChange: (ids: string[]) => void;
};

/** Any number of choices from a list that is searched by typing; it stays open while one chooses. */
export function SearchFilter(props: SearchFilterProps) {
  const { label, searchLabel, emptyText, options, values, onChange } = props;
  return (
    <Combobox.Root
      multiple
      items={options}
      value={options.filter(({ id }) => values.includes(id))}
      onValueChange={(chosen) => onChange(chosen.map(({ id }) => id))}
      onInputValueChange={(_, details) => {
        if (details.isItemPress) details.cancel();
      }}
      isItemEqualToValue={sameOption}
      itemToStringLabel={nameOf}
    >
      <Combobox.Trigger
        aria-label={
          values.length === 0
            ? `Filter by ${label.toLowerCase()}`
            : `Filter by ${label.toLowerCase()}, ${values.length} chosen`
        }
        className={buttonClasses("secondary", "sm")}
      >
        {label}
        {values.length > 0 && (
          <span className="figures rounded-full bg-accent-soft px-1.5 text-xs">{values.length}</span>
        )}
        <ChevronDown aria-hidden="true" className="text-ink-muted" />
      </Combobox.Trigger>
      <SearchList searchLabel={searchLabel} emptyText={emptyText} />
    </Combobox.Root>
  );
}

function nameOf(option: SearchOption): string {
  return option.name;
}

function sameOption(one: SearchOption, other: SearchOption): boolean {
  return one.id === other.id;
}
