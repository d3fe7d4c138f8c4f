"use client";

import { Autocomplete } from "@base-ui/react/autocomplete";
import { Dialog } from "@base-ui/react/dialog";
import { Search } from "lucide-react";
import type { PaletteCommand, PaletteGroup } from "./palette-group.ts";

type PaletteListProps = {
  groups: PaletteGroup[];
  /** What was typed before the list was here. */
  typed: string;
  onRun: (command: PaletteCommand) => void;
};

export function PaletteList({ groups, typed, onRun }: PaletteListProps) {
  return (
    <Autocomplete.Root open inline defaultValue={typed} items={groups} autoHighlight="always" keepHighlight>
      <Autocomplete.InputGroup className="flex items-center gap-2.5 border-b border-line px-4">
        <Search aria-hidden="true" className="size-4 shrink-0 text-ink-muted" />
        <Autocomplete.Input
          aria-label="Search screens and commands"
          placeholder="Go to a screen or run a command"
          className="h-12 w-full bg-transparent text-base outline-hidden placeholder:text-ink-subtle pointer-coarse:text-lg"
        />
      </Autocomplete.InputGroup>
      <Dialog.Close className="sr-only">Close command palette</Dialog.Close>
      <div className="min-h-0 flex-1 overflow-y-auto p-1.5">
        <Autocomplete.Empty>
          <p className="px-3 py-6 text-center text-sm text-ink-muted">Nothing here has that name.</p>
        </Autocomplete.Empty>
        <Autocomplete.List>
          {(group: PaletteGroup) => (
            <Autocomplete.Group key={group.value} items={group.items} className="not-last:mb-1.5">
              <Autocomplete.GroupLabel className="px-2.5 pt-1.5 pb-1 text-xs text-ink-subtle">
                {group.value}
              </Autocomplete.GroupLabel>
              <Autocomplete.Collection>
                {(command: PaletteCommand) => (
                  <Autocomplete.Item
                    key={command.value}
                    value={command}
                    onClick={() => onRun(command)}
                    className="flex min-h-9 items-center gap-3 rounded-md px-2.5 py-1 text-base outline-hidden select-none data-highlighted:bg-surface-hover [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-ink-muted"
                  >
                    {command.icon}
                    <span className="min-w-0 truncate">{command.label}</span>
                  </Autocomplete.Item>
                )}
              </Autocomplete.Collection>
            </Autocomplete.Group>
          )}
        </Autocomplete.List>
      </div>
    </Autocomplete.Root>
  );
}
