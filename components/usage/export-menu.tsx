"use client";

import { ChevronDown, Download } from "lucide-react";
import { lazy } from "react";
import { Button } from "#components/ui/button.tsx";
import { Menu } from "#components/ui/menu.tsx";

type ExportMenuProps = {
  /** Answers with a file; the view it is of is appended. */
  exportHref: (view: string) => string;
};

const ExportMenuItems = lazy(async () => ({ default: (await import("./export-menu-items.tsx")).ExportMenuItems }));

/** Files of what the screen shows, with its period, filters and zone. */
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
      <ExportMenuItems exportHref={exportHref} />
    </Menu>
  );
}
