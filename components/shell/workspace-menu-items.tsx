"use client";

import { Menu } from "@base-ui/react/menu";
import { Check } from "lucide-react";
import Link from "next/link";
import { Badge } from "#components/ui/badge.tsx";
import { menuItemClasses } from "#components/ui/menu-item-classes.ts";
import type { ShellWorkspaceView } from "#lib/views/shell.ts";
import { InitialMark } from "./initial-mark.tsx";

type WorkspaceMenuItemsProps = { workspace: ShellWorkspaceView; workspaces: readonly ShellWorkspaceView[] };

export function WorkspaceMenuItems({ workspace, workspaces }: WorkspaceMenuItemsProps) {
  return (
    <Menu.Group>
      <Menu.GroupLabel className="px-2 pt-1 pb-1.5 text-xs text-ink-subtle">Your workspaces</Menu.GroupLabel>
      {workspaces.map(({ slug, name, planName, href }) => (
        <Menu.LinkItem
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
        </Menu.LinkItem>
      ))}
    </Menu.Group>
  );
}
