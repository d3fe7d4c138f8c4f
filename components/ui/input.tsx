import { Field as BaseField } from "@base-ui/react/field";
import { clsx } from "clsx";
import type { ComponentProps } from "react";

type InputProps = Omit<ComponentProps<typeof BaseField.Control>, "className"> & { className?: string };

/** A text control. Inside a Field it is tied to its label, help and error. */
export function Input({ className, ...rest }: InputProps) {
  return (
    <BaseField.Control
      {...rest}
      className={clsx(
        "h-9 w-full rounded-md border border-line-strong bg-surface px-3 text-base text-ink placeholder:text-ink-subtle pointer-coarse:text-lg",
        "focus:border-accent-text focus:outline-2 focus:-outline-offset-1 focus:outline-accent-text",
        "data-invalid:border-bad data-invalid:focus:outline-bad disabled:bg-surface-muted disabled:text-ink-subtle",
        className,
      )}
    />
  );
}
