"use client";

import { Combobox } from "@base-ui/react/combobox";
import { ChevronsUpDown } from "lucide-react";
import type { ReactNode } from "react";
import { buttonClasses } from "./button-classes.ts";
import { SearchList, type SearchOption } from "./search-list.tsx";

type SearchSelectProps = {
  label: string;
  icon?: ReactNode;
  searchLabel: string;
  emptyText: string;
  options: readonly SearchOption[];
  value: SearchOption;
  onChange: (id: string) => void;
};

/** One choice from a long list that is searched by typing. */
export function SearchSelect(props: SearchSelectProps) {
  const { label, icon, searchLabel, emptyText, options, value, onChange } = props;
  return (
    <Combobox.Root
      items={options}
      value={value}
      onValueChange={(next) => next !== null && onChange(next.id)}
      isItemEqualToValue={sameOption}
      itemToStringLabel={nameOf}
    >
      <Combobox.Trigger aria-label={`${label}: ${value.name}`} className={buttonClasses("secondary", "sm", "max-w-64")}>
        {icon}
        <span className="truncate">{value.name}</span>
        <ChevronsUpDown aria-hidden="true" className="text-ink-muted" />
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
