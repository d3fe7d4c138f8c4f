import type { ReactNode } from "react";

type CheckboxProps = { isChecked: boolean; onChange: (isChecked: boolean) => void; children: ReactNode };

/** One yes or no, with its words beside it. */
export function Checkbox({ isChecked, onChange, children }: CheckboxProps) {
  return (
    <label className="flex items-start gap-2.5 text-sm">
      <input
        type="checkbox"
        checked={isChecked}
        onChange={(event) => onChange(event.target.checked)}
        className="mt-0.5 size-4 shrink-0 accent-accent"
      />
      <span>{children}</span>
    </label>
  );
}
