"use client";

import { Menu as BaseMenu } from "@base-ui/react/menu";
import { ChevronDown, Download } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { Menu } from "#components/ui/menu.tsx";
import { menuItemClasses } from "#components/ui/menu-item-classes.ts";

type ExportMenuProps = {
  /** Answers with a file; the view it is of is appended. */
  exportHref: (view: string) => string;
};

const EXPORTS = [
  { view: "daily", label: "Daily cost", format: "CSV" },
  { view: "groups", label: "Daily cost by what it is stacked by", format: "CSV" },
  { view: "models", label: "Cost by model", format: "CSV" },
  { view: "errors", label: "Errors by cause", format: "CSV" },
  { view: "requests", label: "Every request", format: "CSV" },
  { view: "focus", label: "Cost and usage in FOCUS", format: "FOCUS CSV" },
] as const;

/** Files of what the screen shows, with its period, filters and zone. Plain links: the browser streams them to disk. */
export function ExportMenu({ exportHref }: ExportMenuProps) {
  return (
    <Menu
      trigger={
        <Button>
          <Download aria-hidden="true" />
          Export
          <ChevronDown aria-hidden="true" />
        </Button>
      }
    >
      {EXPORTS.map(({ view, label, format }) => (
        <BaseMenu.LinkItem key={view} href={exportHref(view)} download closeOnClick className={menuItemClasses}>
          <span className="flex-1">{label}</span>
          <span className="text-xs text-ink-muted">{format}</span>
        </BaseMenu.LinkItem>
      ))}
    </Menu>
  );
}
