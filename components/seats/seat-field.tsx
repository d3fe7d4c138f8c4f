"use client";

import { NumberField } from "@base-ui/react/number-field";
import { Minus, Plus } from "lucide-react";
import type { ReactNode } from "react";
import { buttonClasses } from "#components/ui/button-classes.ts";
import { Field } from "#components/ui/field.tsx";
import { SEATS_MAX } from "#lib/domain/plans/plan-seats.ts";

type SeatFieldProps = {
  seats: number;
  minimum: number;
  onChange: (seats: number) => void;
  help: ReactNode;
  error?: string | undefined;
};

/** A number of seats, typed or stepped. */
export function SeatField({ seats, minimum, onChange, help, error }: SeatFieldProps) {
  const step = buttonClasses("secondary", "md", "px-2.5 aria-disabled:opacity-55 data-disabled:opacity-55");
  return (
    <Field label="Seats" help={help} error={error}>
      <NumberField.Root
        value={seats}
        min={minimum}
        max={SEATS_MAX}
        onValueChange={(next) => next !== null && onChange(next)}
      >
        <NumberField.Group className="flex gap-2">
          <NumberField.Decrement aria-label="One seat fewer" className={step}>
            <Minus aria-hidden="true" />
          </NumberField.Decrement>
          <NumberField.Input className="figures h-9 w-20 rounded-md border border-line-strong bg-surface px-3 text-center text-base text-ink focus:border-accent-text focus:outline-2 focus:-outline-offset-1 focus:outline-accent-text data-invalid:border-bad pointer-coarse:text-lg" />
          <NumberField.Increment aria-label="One seat more" className={step}>
            <Plus aria-hidden="true" />
          </NumberField.Increment>
        </NumberField.Group>
      </NumberField.Root>
    </Field>
  );
}
