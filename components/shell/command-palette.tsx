"use client";

import { Dialog } from "@base-ui/react/dialog";
import { useRouter } from "next/navigation";
import { type ReactNode, useCallback, useEffect, useState } from "react";
import { dialogBackdropClasses } from "#components/ui/dialog-classes.ts";
import type { ShellWorkspaceView } from "#lib/views/shell.ts";
import { InitialMark } from "./initial-mark.tsx";
import { PaletteContext } from "./palette-context.ts";
import { type PaletteCommand, type PaletteGroup, PaletteList } from "./palette-list.tsx";
import type { NavSection } from "./shell-types.ts";
import { THEME_NAMES, THEMES, type Theme } from "./theme.ts";
import { ThemeIcon } from "./theme-icon.tsx";
import { type SetThemeAction, useThemeChoice } from "./use-theme-choice.ts";

type CommandPaletteProps = {
  nav: readonly NavSection[];
  /** The workspaces one can switch to. */
  workspaces: readonly ShellWorkspaceView[];
  theme: Theme;
  setThemeAction: SetThemeAction;
  children: ReactNode;
};

export function CommandPalette({ children, ...sources }: CommandPaletteProps) {
  const [isOpen, setIsOpen] = useState(false);
  const groups = usePaletteGroups(sources);
  useShortcut(useCallback(() => setIsOpen((wasOpen) => !wasOpen), []));
  function run(command: PaletteCommand) {
    setIsOpen(false);
    command.run();
  }
  return (
    <PaletteContext value={useCallback(() => setIsOpen(true), [])}>
      {children}
      <Dialog.Root open={isOpen} onOpenChange={setIsOpen}>
        <Dialog.Portal>
          <Dialog.Backdrop className={dialogBackdropClasses} />
          <Dialog.Viewport className="fixed inset-0 flex items-start justify-center px-3 pt-[10vh] pb-3">
            <Dialog.Popup
              aria-label="Command palette"
              className="flex max-h-[min(28rem,80dvh)] w-full max-w-xl flex-col overflow-hidden rounded-xl bg-surface-raised text-ink shadow-popup outline-hidden"
            >
              <PaletteList groups={groups} onRun={run} />
            </Dialog.Popup>
          </Dialog.Viewport>
        </Dialog.Portal>
      </Dialog.Root>
    </PaletteContext>
  );
}

function usePaletteGroups(sources: Omit<CommandPaletteProps, "children">): PaletteGroup[] {
  const { nav, workspaces, theme: storedTheme, setThemeAction } = sources;
  const router = useRouter();
  const { theme, chooseTheme } = useThemeChoice(storedTheme, setThemeAction);
  const screens = nav.flatMap(({ section, items }) =>
    items.map(({ label, href, icon }) => ({
      value: href,
      label: section ? `${section}: ${label}` : label,
      icon,
      run: () => router.push(href),
    })),
  );
  const switches = workspaces.map(({ slug, name, href }) => ({
    value: `workspace:${slug}`,
    label: `Switch to ${name}`,
    icon: <InitialMark name={name} />,
    run: () => router.push(href),
  }));
  const themes = THEMES.filter((option) => option !== theme).map((option) => ({
    value: `theme:${option}`,
    label: `Theme: ${THEME_NAMES[option].toLowerCase()}`,
    icon: <ThemeIcon theme={option} />,
    run: () => chooseTheme(option),
  }));
  return [
    { value: "Screens", items: screens },
    { value: "Workspaces", items: switches },
    { value: "Theme", items: themes },
  ].filter(({ items }) => items.length > 0);
}

function useShortcut(onShortcut: () => void) {
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey)
        return;
      event.preventDefault();
      onShortcut();
    }
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [onShortcut]);
}
