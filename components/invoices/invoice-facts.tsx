import type { ReactNode } from "react";
import { Card } from "#components/ui/card.tsx";
import type { DocumentParty, InvoiceDocument } from "#lib/domain/invoices/invoice-document.ts";
import { InvoiceDay } from "./invoice-day.tsx";

/** Who issued what to whom, as frozen when it was issued. */
export function InvoiceFacts({ document }: { document: InvoiceDocument }) {
  const { number, issuedOn, dueOn, purchaseOrderNumber, seller, buyer } = document;
  return (
    <Card className="grid grid-cols-1 gap-x-6 gap-y-5 p-4 text-sm sm:grid-cols-2 sm:p-5 lg:grid-cols-3">
      <dl className="flex min-w-0 flex-col gap-1.5">
        <Fact label="Invoice number">{number}</Fact>
        <Fact label="Issued">
          <InvoiceDay day={issuedOn} />
        </Fact>
        {dueOn !== null && (
          <Fact label="Due">
            <InvoiceDay day={dueOn} />
          </Fact>
        )}
        <Fact label="PO number">{purchaseOrderNumber ?? "None"}</Fact>
      </dl>
      <Party title="Bill to" party={buyer} />
      <Party title="From" party={seller} />
    </Card>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex gap-3">
      <dt className="w-28 shrink-0 text-ink-muted">{label}</dt>
      <dd className="min-w-0 font-medium wrap-anywhere">{children}</dd>
    </div>
  );
}

function Party({ title, party: { name, addressLines, taxId, emails } }: { title: string; party: DocumentParty }) {
  return (
    <div className="min-w-0">
      <h2 className="text-ink-muted">{title}</h2>
      <address className="not-italic wrap-anywhere">
        <p className="font-medium">{name}</p>
        {addressLines.map((line) => (
          <p key={line}>{line}</p>
        ))}
        {taxId && (
          <p>
            {taxId.label}: {taxId.value}
          </p>
        )}
        {emails.map((email) => (
          <p key={email}>{email}</p>
        ))}
      </address>
    </div>
  );
}
