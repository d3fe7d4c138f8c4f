import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import type { CountryOption } from "#lib/domain/invoices/country-options.ts";
import type { DetailsFields } from "./billing-details-form.tsx";
import { DetailsInput } from "./details-input.tsx";

type BuyerFieldsProps = { fields: DetailsFields; countries: readonly CountryOption[] };

export function BuyerFields({ fields, countries }: BuyerFieldsProps) {
  const { errors, draft, isReadOnly, change } = fields;
  const chosen = countries.find(({ value }) => value === draft.country);
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <div className="sm:col-span-2">
        <Field label="Legal name" error={errors.legalName}>
          <DetailsInput fields={fields} name="legalName" autoComplete="organization" />
        </Field>
      </div>
      <Field label="Address" error={errors.addressLine1}>
        <DetailsInput fields={fields} name="addressLine1" autoComplete="address-line1" />
      </Field>
      <Field label="Address, second line (optional)" error={errors.addressLine2}>
        <DetailsInput fields={fields} name="addressLine2" autoComplete="address-line2" />
      </Field>
      <Field label="Postal code" error={errors.postalCode}>
        <DetailsInput fields={fields} name="postalCode" autoComplete="postal-code" />
      </Field>
      <Field label="City" error={errors.city}>
        <DetailsInput fields={fields} name="city" autoComplete="address-level2" />
      </Field>
      <Field label="State or region (optional)" error={errors.region}>
        <DetailsInput fields={fields} name="region" autoComplete="address-level1" />
      </Field>
      <Field label="Country" error={errors.country}>
        {isReadOnly ? (
          <Input value={chosen?.label ?? ""} disabled />
        ) : (
          <Select
            value={draft.country}
            options={chosen ? countries : [{ value: draft.country, label: "Choose a country" }, ...countries]}
            onChange={(country) => change({ country })}
          />
        )}
      </Field>
    </div>
  );
}
