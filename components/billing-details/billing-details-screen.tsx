import { PageHeader } from "#components/shell/page-header.tsx";
import { Alert } from "#components/ui/alert.tsx";
import { BillingDetailsForm, type BillingDetailsFormProps } from "./billing-details-form.tsx";

type BillingDetailsScreenProps = Omit<BillingDetailsFormProps, "key">;

export function BillingDetailsScreen(props: BillingDetailsScreenProps) {
  const { view } = props;
  return (
    <div className="flex flex-col gap-5">
      <BillingDetailsHeader />
      <Alert tone="info" title="What is saved here is on every invoice that is issued from then on">
        <p>
          An invoice keeps the name, address, tax id and purchase order that it was issued with. To change one that is
          issued, ask us for a credit note.
        </p>
      </Alert>
      {!view.canChange && (
        <Alert tone="warn" title="You can look at these details, not change them">
          <p>Owners and people with the billing role can.</p>
        </Alert>
      )}
      <BillingDetailsForm {...props} />
    </div>
  );
}

export function BillingDetailsHeader() {
  return (
    <PageHeader
      title="Billing details"
      description="Who invoices are made out to, the purchase order that they name, and who gets them."
    />
  );
}
