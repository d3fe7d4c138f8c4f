"use client";

import { Search } from "lucide-react";
import { useContext, useSyncExternalStore } from "react";
import { PaletteContext } from "./palette-context.ts";

export function PaletteTrigger() {
  const openPalette = useContext(PaletteContext);
  const shortcut = useSyncExternalStore(neverChanges, platformShortcut, () => "Ctrl K");
  return (
    <button
      type="button"
      onClick={openPalette}
      aria-keyshortcuts="Control+K Meta+K"
      className="flex h-8 items-center gap-2.5 rounded-md border border-line bg-surface px-2 text-sm text-ink-muted shadow-card hover:bg-surface-hover hover:text-ink"
    >
      <Search aria-hidden="true" className="size-4 shrink-0" />
      <span className="flex-1 text-left">Go to…</span>
      <kbd className="font-sans text-xs text-ink-subtle">{shortcut}</kbd>
    </button>
  );
}

function neverChanges() {
  return () => {};
}

function platformShortcut(): string {
  return /mac|iphone|ipad/i.test(navigator.userAgent) ? "⌘K" : "Ctrl K";
}
