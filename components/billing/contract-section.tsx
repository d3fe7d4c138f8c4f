import type { ReactNode } from "react";
import { exactDollarsLabel } from "#components/ui/exact-dollars-label.ts";
import { formatCount } from "#components/ui/format-count.ts";
import { Section } from "#components/ui/section.tsx";
import type { BillingPageView } from "#lib/views/billing-page.ts";

/** What an Enterprise contract says, as far as it bears on money. */
export function ContractSection({ contract }: { contract: NonNullable<BillingPageView["contract"]> }) {
  const purchaseOrder =
    contract.purchaseOrderNumber ?? (contract.requiresPurchaseOrder ? "Required, none on file" : "None");
  return (
    <Section
      title="Contract"
      explanation="Invoices are paid by ACH, wire or against a purchase order. To change any of this, talk to your contact in sales."
    >
      <dl className="grid grid-cols-1 gap-x-6 gap-y-3 text-sm sm:grid-cols-2 xl:grid-cols-3">
        <Term label="Price">
          {contract.monthly === "0.00" ? "No monthly fee" : `${exactDollarsLabel(contract.monthly)} a month`}
        </Term>
        <Term label="Members">up to {formatCount(contract.seats)}</Term>
        <Term label="Included inference">{exactDollarsLabel(contract.included)} a month</Term>
        <Term label="Optimization sessions">{formatCount(contract.sessionsPerMonth)} a month</Term>
        <Term label="Usage">{contract.isPostpaid ? "On the monthly invoice" : "From prepaid credits"}</Term>
        <Term label="Invoices are due">within {contract.netDays} days</Term>
        <Term label="Purchase order">{purchaseOrder}</Term>
      </dl>
    </Section>
  );
}

function Term({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex min-w-0 flex-col">
      <dt className="text-ink-muted">{label}</dt>
      <dd className="font-medium wrap-anywhere">{children}</dd>
    </div>
  );
}
