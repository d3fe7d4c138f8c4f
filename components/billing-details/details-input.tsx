import type { ComponentProps } from "react";
import { Input } from "#components/ui/input.tsx";
import type { DetailsFields } from "./billing-details-form.tsx";
import type { DetailsDraft } from "./details-draft.ts";

type DetailsInputProps = { fields: DetailsFields; name: keyof DetailsDraft } & Pick<
  ComponentProps<typeof Input>,
  "autoComplete" | "inputMode" | "type" | "placeholder" | "className"
>;

/** One field of the draft. Inside a Field it is tied to its label, help and error. */
export function DetailsInput({ fields, name, ...rest }: DetailsInputProps) {
  const { draft, isReadOnly, change } = fields;
  return (
    <Input {...rest} value={draft[name]} disabled={isReadOnly} onValueChange={(value) => change({ [name]: value })} />
  );
}
