import { clsx } from "clsx";
import type { ReactNode } from "react";
import { DateTime } from "#components/ui/date-time.tsx";
import { exactDollarsLabel } from "#components/ui/exact-dollars-label.ts";
import { formatCount } from "#components/ui/format-count.ts";
import { Money } from "#components/ui/money.tsx";
import { Section } from "#components/ui/section.tsx";
import type { ShownContract } from "#lib/views/contract-part.ts";

/** What an Enterprise contract says, as far as it bears on money. */
export function ContractSection({ contract }: { contract: ShownContract }) {
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
        <Term label="Purchase order">
          <PurchaseOrder contract={contract} />
        </Term>
        <Term label="Ends">
          <End end={contract.end} />
        </Term>
      </dl>
    </Section>
  );
}

function PurchaseOrder({ contract: { purchaseOrder, requiresPurchaseOrder } }: { contract: ShownContract }) {
  if (!purchaseOrder) return requiresPurchaseOrder ? "Required, none on file" : "None";
  const { number, expiresAt, covered } = purchaseOrder;
  return (
    <>
      {number}
      {expiresAt && (
        <Note>
          Good through <DateTime iso={lastDayOf(expiresAt)} precision="day" /> (UTC)
        </Note>
      )}
      {covered && (
        <Note isAlarming={covered.state !== "ok"}>
          <Money exact={covered.used} /> of {exactDollarsLabel(covered.amount)} invoiced or accrued
          {covered.state === "used_up" && ": used up"}
          {covered.state === "nearly_used" && ": nearly used up"}
        </Note>
      )}
    </>
  );
}

function End({ end }: { end: ShownContract["end"] }) {
  if (!end) return "No end is set";
  return (
    <>
      With <DateTime iso={lastDayOf(end.endsAt)} precision="day" /> (UTC)
      <Note>
        Then the workspace moves to Starter on <DateTime iso={end.servesUntil} precision="day" />, unless the contract
        is extended
      </Note>
    </>
  );
}

const lastDayOf = (end: string) => new Date(Date.parse(end) - 1).toISOString();

function Note({ isAlarming = false, children }: { isAlarming?: boolean; children: ReactNode }) {
  return <span className={clsx("block font-normal", isAlarming ? "text-warn" : "text-ink-muted")}>{children}</span>;
}

function Term({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex min-w-0 flex-col">
      <dt className="text-ink-muted">{label}</dt>
      <dd className="font-medium wrap-anywhere">{children}</dd>
    </div>
  );
}
