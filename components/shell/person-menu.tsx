"use client";

import { Menu as BaseMenu } from "@base-ui/react/menu";
import { Check, ChevronsUpDown, LogOut } from "lucide-react";
import { startTransition } from "react";
import { Menu } from "#components/ui/menu.tsx";
import { MenuItem } from "#components/ui/menu-item.tsx";
import { menuItemClasses } from "#components/ui/menu-item-classes.ts";
import { InitialMark } from "./initial-mark.tsx";
import type { ShellPerson } from "./shell-types.ts";
import { THEME_NAMES, THEMES, type Theme } from "./theme.ts";
import { ThemeIcon } from "./theme-icon.tsx";
import { type SetThemeAction, useThemeChoice } from "./use-theme-choice.ts";

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
      <p className="px-2 pt-1 pb-2 text-xs text-ink-muted">
        Signed in as <span className="block text-sm font-medium break-all text-ink">{person.email}</span>
      </p>
      <BaseMenu.Separator className="mx-1 my-1 h-px bg-line" />
      <BaseMenu.RadioGroup value={theme} onValueChange={chooseTheme}>
        <BaseMenu.GroupLabel className="px-2 pt-1 pb-1.5 text-xs text-ink-subtle">Theme</BaseMenu.GroupLabel>
        {THEMES.map((option) => (
          <BaseMenu.RadioItem key={option} value={option} className={menuItemClasses}>
            <ThemeIcon theme={option} />
            <span className="flex-1">{THEME_NAMES[option]}</span>
            <BaseMenu.RadioItemIndicator>
              <Check aria-hidden="true" />
            </BaseMenu.RadioItemIndicator>
          </BaseMenu.RadioItem>
        ))}
      </BaseMenu.RadioGroup>
      <BaseMenu.Separator className="mx-1 my-1 h-px bg-line" />
      <MenuItem icon={<LogOut aria-hidden="true" />} onSelect={() => startTransition(signOutAction)}>
        Sign out
      </MenuItem>
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
