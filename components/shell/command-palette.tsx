"use client";

import { lazy, type ReactNode, Suspense, useCallback, useEffect, useRef, useState } from "react";
import { PaletteContext } from "./palette-context.ts";
import type { PaletteCommand } from "./palette-group.ts";
import { PaletteStandIn } from "./palette-stand-in.tsx";
import { type PaletteSources, usePaletteGroups } from "./use-palette-groups.tsx";

const loadDialog = () => import("./palette-dialog.tsx");
const PaletteDialog = lazy(async () => ({ default: (await loadDialog()).PaletteDialog }));

export function CommandPalette({ children, ...sources }: PaletteSources & { children: ReactNode }) {
  const [typed, setTyped] = useState("");
  const { isOpen, wasOpened, openerRef, setIsOpen } = usePaletteState(useCallback(() => setTyped(""), []));
  const groups = usePaletteGroups(sources);
  function run(command: PaletteCommand) {
    setIsOpen(false);
    command.run();
  }
  const close = () => setIsOpen(false);
  const standIn = isOpen && (
    <PaletteStandIn groups={groups} typed={typed} onTyped={setTyped} onRun={run} onClose={close} />
  );
  return (
    <PaletteContext value={useCallback(() => setIsOpen(true), [setIsOpen])}>
      {children}
      {wasOpened && (
        <Suspense fallback={standIn}>
          <PaletteDialog
            isOpen={isOpen}
            onOpenChange={setIsOpen}
            groups={groups}
            typed={typed}
            openerRef={openerRef}
            onRun={run}
          />
        </Suspense>
      )}
    </PaletteContext>
  );
}

function usePaletteState(onOpen: () => void) {
  const [isOpen, setShown] = useState(false);
  const [wasOpened, setWasOpened] = useState(false);
  const openerRef = useRef<HTMLElement>(null);
  const isOpenRef = useRef(false);
  const setIsOpen = useCallback(
    (next: boolean) => {
      if (next && !isOpenRef.current && document.activeElement instanceof HTMLElement)
        openerRef.current = document.activeElement;
      isOpenRef.current = next;
      if (next) {
        setWasOpened(true);
        onOpen();
      }
      setShown(next);
    },
    [onOpen],
  );
  useShortcut(useCallback(() => setIsOpen(!isOpenRef.current), [setIsOpen]));
  return { isOpen, wasOpened, openerRef, setIsOpen };
}

/** The list is asked for with the first key of the shortcut, before the second is down. */
function useShortcut(onShortcut: () => void) {
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (event.key === "Control" || event.key === "Meta") void loadDialog();
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey)
        return;
      event.preventDefault();
      onShortcut();
    }
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [onShortcut]);
}
