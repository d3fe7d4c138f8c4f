"use client";

import { ChevronsUpDown } from "lucide-react";
import { lazy } from "react";
import { buttonClasses } from "./button-classes.ts";
import { OnFirstUse } from "./on-first-use.tsx";
import type { SearchSelectProps } from "./open-search-select.tsx";

const load = () => import("./open-search-select.tsx");
const OpenSearchSelect = lazy(async () => ({ default: (await load()).OpenSearchSelect }));

/** One choice from a long list that is searched by typing. */
export function SearchSelect(props: SearchSelectProps) {
  const { label, icon, value } = props;
  const trigger = (
    <button
      type="button"
      aria-label={`${label}: ${value.name}`}
      className={buttonClasses("secondary", "sm", "max-w-64")}
    >
      {icon}
      <span className="truncate">{value.name}</span>
      <ChevronsUpDown aria-hidden="true" className="text-ink-muted" />
    </button>
  );
  return (
    <OnFirstUse trigger={trigger} role="combobox" popupRole="dialog" load={load}>
      <OpenSearchSelect {...props} trigger={trigger} />
    </OnFirstUse>
  );
}
