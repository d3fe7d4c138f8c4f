import Link from "next/link";
import { type DataColumn, DataTable } from "#components/ui/data-table.tsx";
import type { InvoiceRow } from "#lib/views/invoices-page.ts";
import { DownloadLink } from "./download-link.tsx";
import { type InvoiceAddresses, pdfAddress } from "./invoice-addresses.ts";
import { InvoiceAmount } from "./invoice-amount.tsx";
import { InvoiceDay } from "./invoice-day.tsx";
import { InvoiceStatusBadge } from "./invoice-status-badge.tsx";

type InvoiceTableProps = { rows: readonly InvoiceRow[]; addresses: InvoiceAddresses };

/** Invoices, newest first, with the credit notes that correct them. */
export function InvoiceTable({ rows, addresses }: InvoiceTableProps) {
  return (
    <DataTable
      size="many"
      caption="Invoices"
      columns={columns(addresses)}
      rows={rows}
      rowKey={({ invoiceId }) => invoiceId}
    />
  );
}

function columns(addresses: InvoiceAddresses): DataColumn<InvoiceRow>[] {
  return [
    {
      key: "number",
      header: "Invoice",
      isRowHeader: true,
      cell: (row) => <Names row={row} addresses={addresses} />,
    },
    { key: "status", header: "Status", cell: ({ status }) => <InvoiceStatusBadge status={status} /> },
    {
      key: "issued",
      header: "Issued (UTC)",
      cell: ({ issuedOn }) => (issuedOn === null ? "Not yet" : <InvoiceDay day={issuedOn} />),
    },
    { key: "period", header: "Period", cell: ({ periodLabel }) => periodLabel },
    { key: "total", header: "Total", align: "end", cell: ({ total }) => <InvoiceAmount amount={total} /> },
    { key: "due", header: "To pay", align: "end", cell: (row) => <Due row={row} /> },
    {
      key: "file",
      header: "File",
      isHeaderHidden: true,
      align: "end",
      cell: ({ invoiceId, number }) =>
        number !== null && (
          <DownloadLink size="sm" href={pdfAddress(addresses, invoiceId)} what={`invoice ${number}`} />
        ),
    },
  ];
}

function Names({ row, addresses }: { row: InvoiceRow; addresses: InvoiceAddresses }) {
  return (
    <span className="flex min-w-0 flex-col">
      <Link
        href={`${addresses.invoices}/${row.invoiceId}`}
        className="font-medium text-accent-text underline-offset-2 hover:underline"
      >
        {row.number ?? "Draft"}
      </Link>
      {row.creditNotes.map(({ creditNoteId, number, total }) => (
        <a
          key={creditNoteId}
          href={pdfAddress(addresses, creditNoteId)}
          download
          className="inline-flex min-h-6 items-center gap-1 text-xs text-ink-muted underline underline-offset-2"
        >
          Credit note {number}: <InvoiceAmount amount={total} />
        </a>
      ))}
    </span>
  );
}

function Due({ row: { due, dueOn, status } }: { row: InvoiceRow }) {
  const isOwed = status === "open" && due !== "0.00";
  return (
    <span className="flex flex-col items-end">
      <InvoiceAmount amount={due} />
      {isOwed && dueOn !== null && (
        <span className="text-xs text-ink-muted">
          by <InvoiceDay day={dueOn} />
        </span>
      )}
    </span>
  );
}
