"use client";

import { Dialog } from "@base-ui/react/dialog";
import { Menu as MenuIcon, X } from "lucide-react";
import { usePathname } from "next/navigation";
import { type ReactNode, useState } from "react";
import { buttonClasses } from "#components/ui/button-classes.ts";
import { dialogBackdropClasses } from "#components/ui/dialog-classes.ts";
import { BrandMark } from "./brand-mark.tsx";

/** The phone's top bar; its sheet holds the sidebar and closes when the person moves on. */
export function MobileBar({ brand, children }: { brand: string; children: ReactNode }) {
  const pathname = usePathname();
  const [isOpen, setIsOpen] = useState(false);
  const [lastPathname, setLastPathname] = useState(pathname);
  if (lastPathname !== pathname) {
    setLastPathname(pathname);
    setIsOpen(false);
  }
  return (
    <header className="sticky top-0 z-10 flex h-13 items-center gap-2 border-b border-line bg-canvas px-4 sm:px-6 lg:hidden">
      <Dialog.Root open={isOpen} onOpenChange={setIsOpen}>
        <Dialog.Trigger aria-label="Open menu" className={buttonClasses("ghost", "md", "-ml-2 px-2")}>
          <MenuIcon aria-hidden="true" className="size-5!" />
        </Dialog.Trigger>
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
      <BrandMark />
      <span className="truncate font-semibold">{brand}</span>
    </header>
  );
}
