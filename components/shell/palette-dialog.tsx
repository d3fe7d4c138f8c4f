"use client";

import { Dialog } from "@base-ui/react/dialog";
import type { RefObject } from "react";
import { dialogBackdropClasses } from "#components/ui/dialog-classes.ts";
import { palettePopupClasses, paletteViewportClasses } from "./palette-classes.ts";
import type { PaletteCommand, PaletteGroup } from "./palette-group.ts";
import { PaletteList } from "./palette-list.tsx";

type PaletteDialogProps = {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  groups: PaletteGroup[];
  typed: string;
  /** Has focus again once the palette is closed. */
  openerRef: RefObject<HTMLElement | null>;
  onRun: (command: PaletteCommand) => void;
};

export function PaletteDialog({ isOpen, onOpenChange, groups, typed, openerRef, onRun }: PaletteDialogProps) {
  return (
    <Dialog.Root open={isOpen} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Backdrop className={dialogBackdropClasses} />
        <Dialog.Viewport className={paletteViewportClasses}>
          <Dialog.Popup aria-label="Command palette" finalFocus={openerRef} className={palettePopupClasses}>
            <PaletteList groups={groups} typed={typed} onRun={onRun} />
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
