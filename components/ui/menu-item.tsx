"use client";

import { Menu as BaseMenu } from "@base-ui/react/menu";
import { clsx } from "clsx";
import type { ReactNode } from "react";
import { menuItemClasses } from "./menu-item-classes.ts";

type MenuItemProps = { icon?: ReactNode; isDanger?: boolean; onSelect: () => void; children: ReactNode };

export function MenuItem({ icon, isDanger = false, onSelect, children }: MenuItemProps) {
  return (
    <BaseMenu.Item onClick={onSelect} className={clsx(menuItemClasses, isDanger && "text-bad [&_svg]:text-bad")}>
      {icon}
      {children}
    </BaseMenu.Item>
  );
}
