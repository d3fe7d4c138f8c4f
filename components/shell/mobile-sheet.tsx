"use client";

import { Dialog } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { buttonClasses } from "#components/ui/button-classes.ts";
import { dialogBackdropClasses } from "#components/ui/dialog-classes.ts";

type MobileSheetProps = { isOpen: boolean; onOpenChange: (isOpen: boolean) => void; children: ReactNode };

export function MobileSheet({ isOpen, onOpenChange, children }: MobileSheetProps) {
  return (
    <Dialog.Root open={isOpen} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Backdrop className={dialogBackdropClasses} />
        <Dialog.Popup
          aria-label="Menu"
          className="fixed inset-y-0 left-0 flex w-72 max-w-[calc(100vw-3rem)] flex-col bg-canvas text-ink shadow-popup outline-hidden transition-transform duration-200 data-ending-style:-translate-x-full data-starting-style:-translate-x-full"
        >
          <Dialog.Close
            aria-label="Close menu"
            className={buttonClasses(
              "ghost",
              "md",
              "absolute top-2 left-full ml-1.5 bg-surface-raised px-2 shadow-popup",
            )}
          >
            <X aria-hidden="true" />
          </Dialog.Close>
          <div className="min-h-0 flex-1">{children}</div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
