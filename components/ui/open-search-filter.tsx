"use client";

import { Combobox } from "@base-ui/react/combobox";
import type { ReactElement } from "react";
import { SearchList, type SearchOption } from "./search-list.tsx";

export type SearchFilterProps = {
  label: string;
  searchLabel: string;
  emptyText: string;
  options: readonly SearchOption[];
  /** Those that are chosen; none means that nothing is filtered. */
  values: readonly string[];
  onChange: (ids: string[]) => void;
};

/** Open from the start. */
export function OpenSearchFilter(props: SearchFilterProps & { trigger: ReactElement }) {
  const { searchLabel, emptyText, options, values, onChange, trigger } = props;
  return (
    <Combobox.Root
      defaultOpen
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
