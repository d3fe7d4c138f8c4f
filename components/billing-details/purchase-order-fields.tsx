import { Alert } from "#components/ui/alert.tsx";
import { Field } from "#components/ui/field.tsx";
import { formatUtcDay } from "#lib/domain/billing-period.ts";
import type { BillingDetailsView } from "#lib/views/billing-details.ts";
import type { DetailsFields } from "./billing-details-form.tsx";
import { DetailsInput } from "./details-input.tsx";

type PurchaseOrderFieldsProps = { fields: DetailsFields; view: BillingDetailsView };

export function PurchaseOrderFields({ fields, view }: PurchaseOrderFieldsProps) {
  const { errors } = fields;
  return (
    <div className="flex flex-col gap-4">
      {view.contractPurchaseOrder && (
        <Alert tone="info" title={`Invoices name ${view.contractPurchaseOrder.number}, the contract's purchase order`}>
          <p>{contractWords(view.contractPurchaseOrder.expiresOn)} To change it, talk to your contact in sales.</p>
        </Alert>
      )}
      {!view.contractPurchaseOrder && view.requiresPurchaseOrder && (
        <Alert tone="warn" title="The contract requires a purchase order">
          <p>Without a valid one an invoice stays a draft. It is issued as soon as a number is saved here.</p>
        </Alert>
      )}
      {view.purchaseOrderOf === "details" && (
        <div className="grid gap-4 sm:grid-cols-3">
          <Field label="PO number" error={errors.purchaseOrderNumber}>
            <DetailsInput fields={fields} name="purchaseOrderNumber" autoComplete="off" />
          </Field>
          <Field
            label="Amount in dollars (optional)"
            help="For your own records: it limits nothing."
            error={errors.purchaseOrderAmount}
          >
            <DetailsInput
              fields={fields}
              name="purchaseOrderAmount"
              inputMode="decimal"
              autoComplete="off"
              className="figures"
            />
          </Field>
          <Field
            label="Last day (optional)"
            help="It counts until this day is over in UTC."
            error={errors.purchaseOrderExpiresOn}
          >
            <DetailsInput fields={fields} name="purchaseOrderExpiresOn" type="date" autoComplete="off" />
          </Field>
        </div>
      )}
    </div>
  );
}

function contractWords(expiresOn: string | null): string {
  return expiresOn === null
    ? "It has no last day."
    : `It counts until ${formatUtcDay(new Date(`${expiresOn}T00:00:00Z`))} is over in UTC.`;
}
