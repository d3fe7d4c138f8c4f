"use client";

import { ChevronsUpDown } from "lucide-react";
import { lazy } from "react";
import { Menu } from "#components/ui/menu.tsx";
import type { ShellWorkspaceView } from "#lib/views/shell.ts";
import { InitialMark } from "./initial-mark.tsx";

const WorkspaceMenuItems = lazy(async () => ({
  default: (await import("./workspace-menu-items.tsx")).WorkspaceMenuItems,
}));

type WorkspaceSwitcherProps = { workspace: ShellWorkspaceView; workspaces: readonly ShellWorkspaceView[] };

export function WorkspaceSwitcher({ workspace, workspaces }: WorkspaceSwitcherProps) {
  return (
    <Menu align="start" isTriggerWide trigger={<SwitcherTrigger workspace={workspace} />}>
      <WorkspaceMenuItems workspace={workspace} workspaces={workspaces} />
    </Menu>
  );
}

function SwitcherTrigger({ workspace, ...rest }: { workspace: ShellWorkspaceView }) {
  return (
    <button
      {...rest}
      type="button"
      className="flex w-full items-center gap-2.5 rounded-md p-1.5 text-left hover:bg-surface-hover data-popup-open:bg-surface-hover"
    >
      <InitialMark name={workspace.name} />
      <span className="min-w-0 flex-1">
        <span title={workspace.name} className="block truncate font-semibold">
          {workspace.name}
        </span>
        <span className="block truncate text-xs text-ink-muted">{workspace.planName} plan</span>
      </span>
      <span className="sr-only">Switch workspace</span>
      <ChevronsUpDown aria-hidden="true" className="size-4 shrink-0 text-ink-subtle" />
    </button>
  );
}
