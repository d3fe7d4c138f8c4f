import { type DataColumn, DataTable } from "#components/ui/data-table.tsx";
import { Section } from "#components/ui/section.tsx";
import type { CreditNoteRow } from "#lib/views/invoices-page.ts";
import { DownloadLink } from "./download-link.tsx";
import { type InvoiceAddresses, pdfAddress } from "./invoice-addresses.ts";
import { InvoiceAmount } from "./invoice-amount.tsx";
import { InvoiceDay } from "./invoice-day.tsx";

type InvoiceCreditNotesProps = { notes: readonly CreditNoteRow[]; addresses: InvoiceAddresses };

/** What corrects an invoice after its issue. */
export function InvoiceCreditNotes({ notes, addresses }: InvoiceCreditNotesProps) {
  const columns: DataColumn<CreditNoteRow>[] = [
    { key: "number", header: "Credit note", isRowHeader: true, cell: ({ number }) => number },
    { key: "issued", header: "Issued (UTC)", cell: ({ issuedOn }) => <InvoiceDay day={issuedOn} /> },
    { key: "total", header: "Credited", align: "end", cell: ({ total }) => <InvoiceAmount amount={total} /> },
    {
      key: "file",
      header: "File",
      isHeaderHidden: true,
      align: "end",
      cell: ({ creditNoteId, number }) => (
        <DownloadLink size="sm" href={pdfAddress(addresses, creditNoteId)} what={`credit note ${number}`} />
      ),
    },
  ];
  return (
    <Section title="Credit notes" explanation="Each takes back a part of this invoice." isFlush>
      <DataTable
        size="few"
        caption="Credit notes of this invoice"
        columns={columns}
        rows={notes}
        rowKey={({ creditNoteId }) => creditNoteId}
      />
    </Section>
  );
}
