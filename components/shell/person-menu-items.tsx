"use client";

import { Menu } from "@base-ui/react/menu";
import { Check, LogOut } from "lucide-react";
import { startTransition } from "react";
import { MenuItem } from "#components/ui/menu-item.tsx";
import { menuItemClasses } from "#components/ui/menu-item-classes.ts";
import type { ShellPerson } from "./shell-types.ts";
import { THEME_NAMES, THEMES, type Theme } from "./theme.ts";
import { ThemeIcon } from "./theme-icon.tsx";

type PersonMenuItemsProps = {
  person: ShellPerson;
  theme: Theme;
  chooseTheme: (theme: Theme) => void;
  signOutAction: () => Promise<void>;
};

export function PersonMenuItems({ person, theme, chooseTheme, signOutAction }: PersonMenuItemsProps) {
  return (
    <>
      <p className="px-2 pt-1 pb-2 text-xs text-ink-muted">
        Signed in as <span className="block text-sm font-medium break-all text-ink">{person.email}</span>
      </p>
      <Menu.Separator className="mx-1 my-1 h-px bg-line" />
      <Menu.RadioGroup value={theme} onValueChange={chooseTheme}>
        <Menu.GroupLabel className="px-2 pt-1 pb-1.5 text-xs text-ink-subtle">Theme</Menu.GroupLabel>
        {THEMES.map((option) => (
          <Menu.RadioItem key={option} value={option} className={menuItemClasses}>
            <ThemeIcon theme={option} />
            <span className="flex-1">{THEME_NAMES[option]}</span>
            <Menu.RadioItemIndicator>
              <Check aria-hidden="true" />
            </Menu.RadioItemIndicator>
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
      <Menu.Separator className="mx-1 my-1 h-px bg-line" />
      <MenuItem icon={<LogOut aria-hidden="true" />} onSelect={() => startTransition(signOutAction)}>
        Sign out
      </MenuItem>
    </>
  );
}
