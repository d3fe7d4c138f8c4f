import { clsx } from "clsx";
import { Card } from "#components/ui/card.tsx";
import type { InvoiceDocument } from "#lib/domain/invoices/invoice-document.ts";
import type { ExactDollars } from "#lib/domain/money.ts";
import { InvoiceAmount } from "./invoice-amount.tsx";

type InvoiceTotalsProps = { document: InvoiceDocument; dueNow: ExactDollars };

/** From the subtotal to what is to be paid: as issued, and what is left of it now. */
export function InvoiceTotals({ document: { totals }, dueNow }: InvoiceTotalsProps) {
  return (
    <Card className="p-4 sm:p-5">
      <h2 className="sr-only">Totals</h2>
      <dl className="flex flex-col gap-2 text-sm sm:ml-auto sm:max-w-md">
        <Row label="Subtotal" amount={totals.subtotal} />
        {totals.deductions.map((row) => (
          <Row key={`${row.label} ${row.amount}`} {...row} />
        ))}
        {totals.taxes.map((row) => (
          <Row key={`${row.label} ${row.amount}`} {...row} />
        ))}
        <Row label="Total" amount={totals.total} isStrong />
        <Row label="Left to pay now" amount={dueNow} isStrong />
      </dl>
    </Card>
  );
}

function Row({ label, amount, isStrong = false }: { label: string; amount: ExactDollars; isStrong?: boolean }) {
  return (
    <div className={clsx("flex justify-between gap-4", isStrong && "border-t border-line pt-2 font-medium")}>
      <dt className="min-w-0 wrap-anywhere">{label}</dt>
      <dd>
        <InvoiceAmount amount={amount} />
      </dd>
    </div>
  );
}
