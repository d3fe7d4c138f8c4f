"use client";

import { ChevronsUpDown } from "lucide-react";
import { lazy } from "react";
import { Menu } from "#components/ui/menu.tsx";
import { InitialMark } from "./initial-mark.tsx";
import type { ShellPerson } from "./shell-types.ts";
import type { Theme } from "./theme.ts";
import { type SetThemeAction, useThemeChoice } from "./use-theme-choice.ts";

const PersonMenuItems = lazy(async () => ({ default: (await import("./person-menu-items.tsx")).PersonMenuItems }));

type PersonMenuProps = {
  person: ShellPerson;
  theme: Theme;
  setThemeAction: SetThemeAction;
  signOutAction: () => Promise<void>;
};

export function PersonMenu({ person, theme: storedTheme, setThemeAction, signOutAction }: PersonMenuProps) {
  const { theme, chooseTheme } = useThemeChoice(storedTheme, setThemeAction);
  return (
    <Menu side="top" align="start" isTriggerWide trigger={<PersonTrigger person={person} />}>
      <PersonMenuItems person={person} theme={theme} chooseTheme={chooseTheme} signOutAction={signOutAction} />
    </Menu>
  );
}

function PersonTrigger({ person, ...rest }: { person: ShellPerson }) {
  return (
    <button
      {...rest}
      type="button"
      className="flex w-full items-center gap-2.5 rounded-md p-1.5 text-left hover:bg-surface-hover data-popup-open:bg-surface-hover"
    >
      <InitialMark name={person.email} />
      <span title={person.email} className="min-w-0 flex-1 truncate text-sm text-ink-muted">
        {person.email}
      </span>
      <span className="sr-only">Account: theme and sign-out</span>
      <ChevronsUpDown aria-hidden="true" className="size-4 shrink-0 text-ink-subtle" />
    </button>
  );
}
