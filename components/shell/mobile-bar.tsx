"use client";

import { Menu as MenuIcon } from "lucide-react";
import { usePathname } from "next/navigation";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { buttonClasses } from "#components/ui/button-classes.ts";
import { BrandMark } from "./brand-mark.tsx";

const loadSheet = () => import("./mobile-sheet.tsx");
const MobileSheet = lazy(async () => ({ default: (await loadSheet()).MobileSheet }));

/** The phone's top bar; its sheet holds the sidebar and closes when the person moves on. */
export function MobileBar({ brand, children }: { brand: string; children: ReactNode }) {
  const pathname = usePathname();
  const [isOpen, setIsOpen] = useState(false);
  const [wasOpened, setWasOpened] = useState(false);
  if (isOpen && !wasOpened) setWasOpened(true);
  const [lastPathname, setLastPathname] = useState(pathname);
  if (lastPathname !== pathname) {
    setLastPathname(pathname);
    setIsOpen(false);
  }
  return (
    <header className="sticky top-0 z-10 flex h-13 items-center gap-2 border-b border-line bg-canvas px-4 sm:px-6 lg:hidden">
      <button
        type="button"
        aria-label="Open menu"
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onPointerEnter={loadSheet}
        onClick={() => setIsOpen(true)}
        className={buttonClasses("ghost", "md", "-ml-2 px-2")}
      >
        <MenuIcon aria-hidden="true" className="size-5!" />
      </button>
      {wasOpened && (
        <Suspense>
          <MobileSheet isOpen={isOpen} onOpenChange={setIsOpen}>
            {children}
          </MobileSheet>
        </Suspense>
      )}
      <BrandMark />
      <span className="truncate font-semibold">{brand}</span>
    </header>
  );
}
