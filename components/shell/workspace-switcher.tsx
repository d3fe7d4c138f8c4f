"use client";

import { Menu as BaseMenu } from "@base-ui/react/menu";
import { Check, ChevronsUpDown } from "lucide-react";
import Link from "next/link";
import { Badge } from "#components/ui/badge.tsx";
import { Menu } from "#components/ui/menu.tsx";
import { menuItemClasses } from "#components/ui/menu-item-classes.ts";
import type { ShellWorkspaceView } from "#lib/views/shell.ts";
import { InitialMark } from "./initial-mark.tsx";

type WorkspaceSwitcherProps = { workspace: ShellWorkspaceView; workspaces: readonly ShellWorkspaceView[] };

export function WorkspaceSwitcher({ workspace, workspaces }: WorkspaceSwitcherProps) {
  return (
    <Menu align="start" isTriggerWide trigger={<SwitcherTrigger workspace={workspace} />}>
      <BaseMenu.Group>
        <BaseMenu.GroupLabel className="px-2 pt-1 pb-1.5 text-xs text-ink-subtle">Your workspaces</BaseMenu.GroupLabel>
        {workspaces.map(({ slug, name, planName, href }) => (
          <BaseMenu.LinkItem
            key={slug}
            closeOnClick
            render={<Link href={href} />}
            aria-current={slug === workspace.slug ? "true" : undefined}
            className={menuItemClasses}
          >
            <InitialMark name={name} />
            <span title={name} className="min-w-0 flex-1 truncate">
              {name}
            </span>
            <Badge>{planName}</Badge>
            <Check aria-hidden="true" className={slug === workspace.slug ? undefined : "invisible"} />
          </BaseMenu.LinkItem>
        ))}
      </BaseMenu.Group>
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
