"use client";

import { ChevronDown } from "lucide-react";
import { lazy } from "react";
import { buttonClasses } from "./button-classes.ts";
import { OnFirstUse } from "./on-first-use.tsx";
import type { SearchFilterProps } from "./open-search-filter.tsx";

const load = () => import("./open-search-filter.tsx");
const OpenSearchFilter = lazy(async () => ({ default: (await load()).OpenSearchFilter }));

/** Any number of choices from a list that is searched by typing; it stays open while one chooses. */
export function SearchFilter(props: SearchFilterProps) {
  const { label, values } = props;
  const trigger = (
    <button
      type="button"
      aria-label={
        values.length === 0
          ? `Filter by ${label.toLowerCase()}`
          : `Filter by ${label.toLowerCase()}, ${values.length} chosen`
      }
      className={buttonClasses("secondary", "sm")}
    >
      {label}
      {values.length > 0 && <span className="figures rounded-full bg-accent-soft px-1.5 text-xs">{values.length}</span>}
      <ChevronDown aria-hidden="true" className="text-ink-muted" />
    </button>
  );
  return (
    <OnFirstUse trigger={trigger} role="combobox" popupRole="dialog" load={load}>
      <OpenSearchFilter {...props} trigger={trigger} />
    </OnFirstUse>
  );
}
