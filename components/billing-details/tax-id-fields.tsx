import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import type { BillingDetailsView } from "#lib/views/billing-details.ts";
import type { DetailsFields } from "./billing-details-form.tsx";
import { DetailsInput } from "./details-input.tsx";

type TaxIdFieldsProps = { fields: DetailsFields; taxIdTypes: BillingDetailsView["taxIdTypes"] };

export function TaxIdFields({ fields, taxIdTypes }: TaxIdFieldsProps) {
  const { errors, draft, isReadOnly, change } = fields;
  const chosen = taxIdTypes.find(({ id }) => id === draft.taxIdType);
  const options = [{ value: "", label: "None" }, ...taxIdTypes.map(({ id, label }) => ({ value: id, label }))];
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label="Kind" error={errors.taxIdType}>
        {isReadOnly ? (
          <Input value={chosen?.label ?? "None"} disabled />
        ) : (
          <Select
            value={draft.taxIdType}
            options={options}
            onChange={(taxIdType) => change(taxIdType === "" ? { taxIdType, taxIdValue: "" } : { taxIdType })}
          />
        )}
      </Field>
      {(chosen || draft.taxIdValue !== "") && (
        <Field label="Number" help={chosen && `Such as ${chosen.example}`} error={errors.taxIdValue}>
          <DetailsInput fields={fields} name="taxIdValue" autoComplete="off" />
        </Field>
      )}
    </div>
  );
}
