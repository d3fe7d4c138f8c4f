"use client";

import { useEffect, useRef, useState } from "react";
import { ActionAlert } from "#components/ui/action-alert.tsx";
import { Alert } from "#components/ui/alert.tsx";
import { Button } from "#components/ui/button.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { Field } from "#components/ui/field.tsx";
import { Section } from "#components/ui/section.tsx";
import { useAction } from "#components/ui/use-action.ts";
import type { ActionResult } from "#lib/domain/action-result.ts";
import type { CountryOption } from "#lib/domain/invoices/country-options.ts";
import type { BillingDetailsView, BillingDetailsForm as Details } from "#lib/views/billing-details.ts";
import { BuyerFields } from "./buyer-fields.tsx";
import { type DetailsDraft, draftOf, formOf } from "./details-draft.ts";
import { DetailsInput } from "./details-input.tsx";
import { PurchaseOrderFields } from "./purchase-order-fields.tsx";
import { TaxIdFields } from "./tax-id-fields.tsx";

export type SetBillingDetailsAction = (details: Details) => Promise<ActionResult<null>>;

export type BillingDetailsFormProps = {
  view: BillingDetailsView;
  countries: readonly CountryOption[];
  setBillingDetailsAction: SetBillingDetailsAction;
};

/** What a part of the form needs to show its fields. */
export type DetailsFields = {
  draft: DetailsDraft;
  errors: Readonly<Record<string, string>>;
  isReadOnly: boolean;
  change: (changed: Partial<DetailsDraft>) => void;
};

export function BillingDetailsForm({ view, countries, setBillingDetailsAction }: BillingDetailsFormProps) {
  const [draft, setDraft] = useState(() => draftOf(view.details));
  const [isSaved, setIsSaved] = useState(false);
  const { run, isPending, failure } = useAction(setBillingDetailsAction, () => setIsSaved(true));
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    // What was refused may be far above the button.
    if (failure) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [failure]);
  const fields: DetailsFields = {
    draft,
    errors: failure?.fieldErrors ?? {},
    isReadOnly: !view.canChange,
    change: (changed) => {
      setIsSaved(false);
      setDraft({ ...draft, ...changed });
    },
  };
  return (
    <form
      ref={form}
      noValidate
      aria-label="Billing details"
      className="flex flex-col gap-6"
      onSubmit={(event) => {
        event.preventDefault();
        setIsSaved(false);
        run(formOf(draft));
      }}
    >
      <Section title="Buyer" explanation="As your company is registered. It stands on every invoice.">
        <BuyerFields fields={fields} countries={countries} />
      </Section>
      <Section title="Tax ID" explanation="Checked for its form when you save; not whether it is registered.">
        <TaxIdFields fields={fields} taxIdTypes={view.taxIdTypes} />
      </Section>
      <Section title="Purchase order" explanation="Its number is named on invoices until it expires.">
        <PurchaseOrderFields fields={fields} view={view} />
      </Section>
      <Section title="Billing emails" explanation="They get every invoice, besides the people with the billing role.">
        <Field label="Email addresses" help="Up to 10, with commas between them." error={fields.errors.billingEmails}>
          <DetailsInput fields={fields} name="emails" inputMode="email" autoComplete="off" />
        </Field>
      </Section>
      {failure && <ActionAlert failure={failure} />}
      {isSaved && (
        <Alert tone="good" role="status" title="Saved">
          <p>The next invoice carries these details. Issued ones stay as they are.</p>
        </Alert>
      )}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        {view.canChange && (
          <Button type="submit" tone="primary" isPending={isPending}>
            Save billing details
          </Button>
        )}
        <p className="text-xs text-ink-muted">
          {view.updatedAt === null ? (
            "Nothing is saved yet: invoices carry the workspace's name only."
          ) : (
            <>
              Last saved <DateTime iso={view.updatedAt} />.
            </>
          )}
        </p>
      </div>
    </form>
  );
}
