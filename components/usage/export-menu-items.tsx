"use client";

import { Menu } from "@base-ui/react/menu";
import { menuItemClasses } from "#components/ui/menu-item-classes.ts";

const EXPORTS = [
  { view: "daily", label: "Daily cost", format: "CSV" },
  { view: "groups", label: "Daily cost by what it is stacked by", format: "CSV" },
  { view: "models", label: "Cost by model", format: "CSV" },
  { view: "errors", label: "Errors by cause", format: "CSV" },
  { view: "requests", label: "Every request", format: "CSV" },
  { view: "focus", label: "Cost and usage in FOCUS", format: "FOCUS CSV" },
] as const;

/** Plain links: the browser streams them to disk. */
export function ExportMenuItems({ exportHref }: { exportHref: (view: string) => string }) {
  return EXPORTS.map(({ view, label, format }) => (
    <Menu.LinkItem key={view} href={exportHref(view)} download closeOnClick className={menuItemClasses}>
      <span className="flex-1">{label}</span>
      <span className="text-xs text-ink-muted">{format}</span>
    </Menu.LinkItem>
  ));
}
