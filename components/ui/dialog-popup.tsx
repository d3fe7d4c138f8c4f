"use client";

import { Dialog as BaseDialog } from "@base-ui/react/dialog";
import { clsx } from "clsx";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { buttonClasses } from "./button-classes.ts";
import { dialogBackdropClasses, dialogPopupClasses, dialogViewportClasses } from "./dialog-classes.ts";

export type DialogProps = {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  title: string;
  description?: ReactNode;
  /** Keeps the dialog until its own button ends it, where closing by accident would lose something. */
  isSticky?: boolean;
  /** Gives tables room, where there is any. */
  isWide?: boolean;
  children: ReactNode;
};

export function DialogPopup({
  isOpen,
  onOpenChange,
  title,
  description,
  isSticky = false,
  isWide = false,
  children,
}: DialogProps) {
  return (
    <BaseDialog.Root
      open={isOpen}
      onOpenChange={(next) => (next || !isSticky) && onOpenChange(next)}
      disablePointerDismissal={isSticky}
    >
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className={dialogBackdropClasses} />
        <BaseDialog.Viewport className={dialogViewportClasses}>
          <BaseDialog.Popup className={clsx(dialogPopupClasses, isWide && "sm:max-w-5xl")}>
            <div className="flex items-start gap-4">
              <div className="min-w-0 flex-1">
                <BaseDialog.Title className="text-lg font-semibold">{title}</BaseDialog.Title>
                {description && (
                  <BaseDialog.Description className="mt-1 text-sm text-ink-muted">{description}</BaseDialog.Description>
                )}
              </div>
              {!isSticky && (
                <BaseDialog.Close aria-label="Close" className={buttonClasses("ghost", "sm", "-mt-0.5 -mr-1.5 px-1.5")}>
                  <X aria-hidden="true" />
                </BaseDialog.Close>
              )}
            </div>
            {children}
          </BaseDialog.Popup>
        </BaseDialog.Viewport>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}
