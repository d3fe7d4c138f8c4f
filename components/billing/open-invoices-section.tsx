import { CircleAlert, Clock } from "lucide-react";
import { Badge } from "#components/ui/badge.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { type DataColumn, DataTable } from "#components/ui/data-table.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { Money } from "#components/ui/money.tsx";
import { Section } from "#components/ui/section.tsx";
import type { BankTransfer, OpenInvoice, PaymentsPart } from "#lib/views/payments-part.ts";
import { ExternalLink } from "./external-link.tsx";

const COLUMNS: readonly DataColumn<OpenInvoice>[] = [
  {
    key: "invoice",
    header: "Invoice",
    isRowHeader: true,
    className: "tabular:max-w-80",
    cell: (invoice) => <InvoiceName invoice={invoice} />,
  },
  { key: "due", header: "Due", cell: ({ dueAt }) => (dueAt ? <DateTime iso={dueAt} precision="day" /> : "By card") },
  { key: "state", header: "State", cell: ({ state }) => <InvoiceState state={state} /> },
  { key: "amount", header: "Amount", align: "end", cell: ({ amount }) => <Money exact={amount} /> },
  {
    key: "pay",
    header: "Pay",
    isHeaderHidden: true,
    align: "end",
    cell: ({ payUrl }) => payUrl !== null && <ExternalLink href={payUrl}>Pay</ExternalLink>,
  },
];

/** What has to be paid, each with its page, and where a transfer goes. */
export function OpenInvoicesSection({ payments: { open, overdue, bankTransfers } }: { payments: PaymentsPart }) {
  return (
    <Section
      title="Open invoices"
      explanation={
        overdue.count > 0
          ? "Each is paid on its own page. As soon as all that is overdue is paid, everything works as before."
          : "Each is paid on its own page, by the day on which it is due."
      }
      isFlush
    >
      {/* An anchor, for who comes from the banner. */}
      <div id="open-invoices" className="scroll-mt-24">
        <DataTable size="few" caption="Open invoices" columns={COLUMNS} rows={open} rowKey={({ id }) => id} />
        {bankTransfers.length > 0 && (
          <div className="flex flex-col gap-4 border-t border-line px-4 py-4 sm:px-5">
            <p className="text-sm text-ink-muted">
              To pay by bank transfer, send the whole amount in US dollars to this account. It is yours alone, so the
              money finds its invoice by itself.
            </p>
            {bankTransfers.map((account) => (
              <BankAccount key={account.accountNumber} account={account} />
            ))}
          </div>
        )}
      </div>
    </Section>
  );
}

function InvoiceName({ invoice: { number, description, purchaseOrderNumber } }: { invoice: OpenInvoice }) {
  const notes = [description, ...(purchaseOrderNumber === null ? [] : [`Purchase order ${purchaseOrderNumber}`])].join(
    " · ",
  );
  return (
    <span className="flex min-w-0 flex-col text-left">
      <span className="font-medium">{number ?? "Not numbered"}</span>
      <span title={notes} className="truncate text-xs text-ink-muted">
        {notes}
      </span>
    </span>
  );
}

function InvoiceState({ state }: Pick<OpenInvoice, "state">) {
  if (state === "overdue") {
    return (
      <Badge tone="bad" icon={<CircleAlert aria-hidden="true" />}>
        Overdue
      </Badge>
    );
  }
  return <Badge icon={<Clock aria-hidden="true" />}>{state === "due_later" ? "Not due yet" : "Being charged"}</Badge>;
}

function BankAccount({ account }: { account: BankTransfer }) {
  const { bankName, accountHolderName, accountNumber, routingNumber, accountType } = account;
  return (
    <dl className="grid grid-cols-1 gap-x-6 gap-y-3 text-sm sm:grid-cols-2 xl:grid-cols-4">
      <Detail label="Account holder">{accountHolderName}</Detail>
      <Detail label="Bank">
        {bankName} ({accountType})
      </Detail>
      <Detail label="Routing number" copied={routingNumber}>
        <span className="font-mono">{routingNumber}</span>
      </Detail>
      <Detail label="Account number" copied={accountNumber}>
        <span className="font-mono">{accountNumber}</span>
      </Detail>
    </dl>
  );
}

type DetailProps = { label: string; copied?: string; children: React.ReactNode };

function Detail({ label, copied, children }: DetailProps) {
  return (
    <div className="flex min-w-0 flex-col">
      <dt className="text-ink-muted">{label}</dt>
      <dd className="flex items-center gap-2 font-medium wrap-anywhere">
        {children}
        {copied !== undefined && <CopyButton text={copied} what={label.toLowerCase()} tone="ghost" isIconOnly />}
      </dd>
    </div>
  );
}
