"use client";

import { Field } from "@base-ui/react/field";
import { ChevronsUpDown } from "lucide-react";
import { lazy } from "react";
import { OnFirstUse } from "./on-first-use.tsx";
import type { OpenSelect as OpenSelectType, SelectProps } from "./open-select.tsx";
import { selectTriggerClasses } from "./select-trigger-classes.ts";

const load = () => import("./open-select.tsx");
const OpenSelect = lazy(async () => ({ default: (await load()).OpenSelect })) as typeof OpenSelectType;

/** One choice from a short list. Put it inside a Field for its label. */
export function Select<Value extends string>(props: SelectProps<Value>) {
  const { value, options } = props;
  const trigger = (
    <Field.Control
      render={
        <button type="button" className={selectTriggerClasses}>
          <span>{options.find((option) => option.value === value)?.label}</span>
          <ChevronsUpDown aria-hidden="true" className="size-4 text-ink-muted" />
        </button>
      }
    />
  );
  return (
    <OnFirstUse trigger={trigger} role="combobox" popupRole="listbox" load={load}>
      <OpenSelect {...props} />
    </OnFirstUse>
  );
}
