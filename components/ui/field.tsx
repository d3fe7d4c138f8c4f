import { Field as BaseField } from "@base-ui/react/field";
import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";

type FieldProps = {
  label: ReactNode;
  /** Names the field in the form; needed only when the control has no name of its own. */
  name?: string;
  help?: ReactNode;
  /** Says what to do to be accepted. */
  error?: string | null | undefined;
  children: ReactNode;
};

export function Field({ label, name, help, error, children }: FieldProps) {
  return (
    <BaseField.Root name={name} invalid={Boolean(error)} className="flex flex-col gap-1.5">
      <BaseField.Label className="text-sm font-medium text-ink">{label}</BaseField.Label>
      {children}
      <BaseField.Error match={Boolean(error)} className="flex items-start gap-1.5 text-sm text-bad">
        <CircleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
        {error}
      </BaseField.Error>
      {help && <BaseField.Description className="text-xs text-ink-muted">{help}</BaseField.Description>}
    </BaseField.Root>
  );
}
