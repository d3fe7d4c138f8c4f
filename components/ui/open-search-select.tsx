"use client";

import { Combobox } from "@base-ui/react/combobox";
import type { ReactElement, ReactNode } from "react";
import { SearchList, type SearchOption } from "./search-list.tsx";

export type SearchSelectProps = {
  label: string;
  icon?: ReactNode;
  searchLabel: string;
  emptyText: string;
  options: readonly SearchOption[];
  value: SearchOption;
  onChange: (id: string) => void;
};

/** Open from the start. */
export function OpenSearchSelect(props: SearchSelectProps & { trigger: ReactElement }) {
  const { searchLabel, emptyText, options, value, onChange, trigger } = props;
  return (
    <Combobox.Root
      defaultOpen
      items={options}
      value={value}
      onValueChange={(next) => next !== null && onChange(next.id)}
      isItemEqualToValue={sameOption}
      itemToStringLabel={nameOf}
    >
      <Combobox.Trigger render={trigger} />
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
