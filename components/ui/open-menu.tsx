"use client";

import { Menu as BaseMenu } from "@base-ui/react/menu";
import type { ReactElement, ReactNode } from "react";
import { popupClasses } from "./popup-classes.ts";

export type MenuProps = {
  /** The button that opens the menu. */
  trigger: ReactElement;
  side?: "top" | "bottom";
  align?: "start" | "end";
  /** Makes the popup as wide as its trigger. */
  isTriggerWide?: boolean;
  children: ReactNode;
};

/** A menu that is open from the start. */
export function OpenMenu({ trigger, side = "bottom", align = "end", isTriggerWide = false, children }: MenuProps) {
  return (
    <BaseMenu.Root defaultOpen>
      <BaseMenu.Trigger render={trigger} />
      <BaseMenu.Portal>
        <BaseMenu.Positioner side={side} align={align} sideOffset={4} className="z-10 outline-hidden">
          <BaseMenu.Popup
            className={popupClasses(isTriggerWide ? "min-w-(--anchor-width) max-w-80 p-1" : "min-w-44 max-w-80 p-1")}
          >
            {children}
          </BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.Root>
  );
}
