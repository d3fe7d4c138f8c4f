import { Combobox } from "@base-ui/react/combobox";
import { Check } from "lucide-react";
import { popupClasses } from "./popup-classes.ts";

export type SearchOption = { id: string; name: string };

type SearchListProps = {
  /** What is looked for, as in "Search time zones". */
  searchLabel: string;
  /** Said where nothing has the typed name. */
  emptyText: string;
};

const ITEM =
  "flex min-h-8 items-center gap-2 rounded-md px-2 py-1 text-sm outline-hidden select-none data-highlighted:bg-surface-hover";

/** The popup of a combobox: a search field over its options. */
export function SearchList({ searchLabel, emptyText }: SearchListProps) {
  return (
    <Combobox.Portal>
      <Combobox.Positioner align="start" sideOffset={4} className="z-10 outline-hidden">
        <Combobox.Popup
          aria-label={searchLabel}
          className={popupClasses("flex w-72 max-w-(--available-width) flex-col")}
        >
          <Combobox.Input
            aria-label={searchLabel}
            placeholder="Search"
            className="h-10 w-full border-b border-line bg-transparent px-3 text-base outline-hidden placeholder:text-ink-subtle pointer-coarse:text-lg"
          />
          <Combobox.Empty>
            <p className="px-3 py-4 text-sm text-ink-muted">{emptyText}</p>
          </Combobox.Empty>
          <Combobox.List className="max-h-[min(18rem,var(--available-height))] overflow-y-auto p-1 data-empty:p-0">
            {(option: SearchOption) => (
              <Combobox.Item key={option.id} value={option} className={ITEM}>
                <span className="flex size-4 shrink-0 items-center justify-center">
                  <Combobox.ItemIndicator>
                    <Check aria-hidden="true" className="size-4 text-accent-text" />
                  </Combobox.ItemIndicator>
                </span>
                <span title={option.name} className="min-w-0 truncate">
                  {option.name}
                </span>
              </Combobox.Item>
            )}
          </Combobox.List>
        </Combobox.Popup>
      </Combobox.Positioner>
    </Combobox.Portal>
  );
}
