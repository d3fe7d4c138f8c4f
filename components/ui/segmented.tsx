"use client";

import type { ReactNode } from "react";
import { moveFocus } from "./move-focus.ts";
import { segmentClasses, segmentsClasses } from "./segment-classes.ts";

type SegmentedProps<Value extends string> = {
  label: string;
  value: Value;
  options: readonly { value: Value; label: string; icon?: ReactNode }[];
  onChange: (value: Value) => void;
};

/** Two or three ways to see the same thing, one pressed: one stop for Tab, arrows between them. */
export function Segmented<Value extends string>({ label, value, options, onChange }: SegmentedProps<Value>) {
  const stop = options.some((option) => option.value === value) ? value : options[0]?.value;
  return (
    <fieldset aria-label={label} onKeyDown={moveFocus} className={segmentsClasses}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          tabIndex={option.value === stop ? 0 : -1}
          onClick={() => option.value !== value && onChange(option.value)}
          className={segmentClasses}
        >
          {option.icon}
          {option.label}
        </button>
      ))}
    </fieldset>
  );
}
