import type { ReactNode } from "react";
import type { ShellWorkspaceView } from "#lib/views/shell.ts";
import { CommandPalette } from "./command-palette.tsx";
import { MobileBar } from "./mobile-bar.tsx";
import { NavList } from "./nav-list.tsx";
import { PaletteTrigger } from "./palette-trigger.tsx";
import { PersonMenu } from "./person-menu.tsx";
import type { NavSection, ShellPerson } from "./shell-types.ts";
import type { Theme } from "./theme.ts";
import type { SetThemeAction } from "./use-theme-choice.ts";
import { WorkspaceSwitcher } from "./workspace-switcher.tsx";

type AppShellProps = {
  brand: string;
  person: ShellPerson;
  workspace: ShellWorkspaceView;
  /** Every workspace of the person, the current one included. */
  workspaces: readonly ShellWorkspaceView[];
  nav: readonly NavSection[];
  theme: Theme;
  setThemeAction: SetThemeAction;
  signOutAction: () => Promise<void>;
  children: ReactNode;
};

export function AppShell(props: AppShellProps) {
  const { brand, workspace, workspaces, nav, theme, setThemeAction, children } = props;
  return (
    <CommandPalette
      nav={nav}
      workspaces={workspaces.filter(({ slug }) => slug !== workspace.slug)}
      theme={theme}
      setThemeAction={setThemeAction}
    >
      <a
        href="#main"
        className="fixed top-2 left-2 z-20 -translate-y-16 rounded-md bg-accent px-3 py-2 font-medium text-accent-ink focus:translate-y-0"
      >
        Skip to content
      </a>
      <div className="isolate min-h-dvh lg:grid lg:grid-cols-[15rem_minmax(0,1fr)]">
        <aside className="sticky top-0 hidden h-dvh border-r border-line lg:block">
          <Sidebar {...props} />
        </aside>
        <MobileBar brand={brand}>
          <Sidebar {...props} />
        </MobileBar>
        <main
          id="main"
          tabIndex={-1}
          className="mx-auto w-full max-w-[75rem] px-4 py-5 outline-hidden sm:px-6 lg:px-8 lg:py-7"
        >
          {children}
        </main>
      </div>
    </CommandPalette>
  );
}

function Sidebar({ person, workspace, workspaces, nav, theme, setThemeAction, signOutAction }: AppShellProps) {
  return (
    <div className="flex h-full flex-col gap-3 p-3">
      <WorkspaceSwitcher workspace={workspace} workspaces={workspaces} />
      <PaletteTrigger />
      <NavList sections={nav} />
      <PersonMenu person={person} theme={theme} setThemeAction={setThemeAction} signOutAction={signOutAction} />
    </div>
  );
}
