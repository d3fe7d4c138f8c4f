import { useRouter } from "next/navigation";
import type { ShellWorkspaceView } from "#lib/views/shell.ts";
import { InitialMark } from "./initial-mark.tsx";
import type { PaletteGroup } from "./palette-group.ts";
import type { NavSection } from "./shell-types.ts";
import { THEME_NAMES, THEMES, type Theme } from "./theme.ts";
import { ThemeIcon } from "./theme-icon.tsx";
import { type SetThemeAction, useThemeChoice } from "./use-theme-choice.ts";

export type PaletteSources = {
  nav: readonly NavSection[];
  /** The workspaces one can switch to. */
  workspaces: readonly ShellWorkspaceView[];
  theme: Theme;
  setThemeAction: SetThemeAction;
};

/** Everything the palette can do, in the order in which it is shown. */
export function usePaletteGroups(sources: PaletteSources): PaletteGroup[] {
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
