import Link from "next/link";
import { type DataColumn, DataTable } from "#components/ui/data-table.tsx";
import { exactDollarsLabel } from "#components/ui/exact-dollars-label.ts";
import { Section } from "#components/ui/section.tsx";
import type { DocumentGroup, DocumentLine } from "#lib/domain/invoices/invoice-document.ts";
import { fromExactDollars, sumNanos, toExactDollars } from "#lib/domain/money.ts";
import { type InvoiceAddresses, usageAddress } from "./invoice-addresses.ts";
import { InvoiceAmount } from "./invoice-amount.tsx";

type Line = DocumentLine & { key: string };
type InvoiceLinesProps = { groups: readonly DocumentGroup[]; addresses: InvoiceAddresses };

/** Every line, in its group, and the way from a line of usage to the usage itself. */
export function InvoiceLines({ groups, addresses }: InvoiceLinesProps) {
  return groups.map(({ title, lines }) => (
    <Section key={title} title={title} isFlush>
      <DataTable
        size="many"
        caption={title}
        columns={columns(lines, addresses)}
        rows={lines.map((line, index) => ({ ...line, key: `${index} ${line.description}` }))}
        rowKey={({ key }) => key}
        footer={lines.length > 1 ? footer(lines) : undefined}
      />
    </Section>
  ));
}

function columns(lines: readonly DocumentLine[], addresses: InvoiceAddresses): DataColumn<Line>[] {
  const usage: DataColumn<Line> = {
    key: "usage",
    header: "Usage",
    isHeaderHidden: true,
    cell: (line) => line.usage && <UsageLink line={line} usage={line.usage} addresses={addresses} />,
  };
  return [
    {
      key: "description",
      header: "Description",
      isRowHeader: true,
      className: "tabular:max-w-96",
      cell: (line) => <Description line={line} />,
    },
    ...(lines.some((line) => line.usage) ? [usage] : []),
    { key: "quantity", header: "Quantity", align: "end", cell: quantityText },
    { key: "price", header: "Unit price", align: "end", cell: priceText },
    {
      key: "amount",
      header: "Amount",
      align: "end",
      cell: ({ amount, exactAmount }) => <InvoiceAmount amount={amount} exact={exactAmount} isExactShown />,
    },
  ];
}

function Description({ line: { description, details } }: { line: Line }) {
  return (
    <span className="flex min-w-0 flex-col wrap-anywhere">
      {description}
      {details.map((text) => (
        <span key={text} className="text-xs text-ink-muted">
          {text}
        </span>
      ))}
    </span>
  );
}

type UsageLinkProps = { line: Line; usage: NonNullable<DocumentLine["usage"]>; addresses: InvoiceAddresses };

function UsageLink({ line, usage, addresses }: UsageLinkProps) {
  return (
    <Link
      href={usageAddress(addresses, usage)}
      className="whitespace-nowrap text-accent-text underline underline-offset-2"
    >
      See usage<span className="sr-only"> of {line.description}</span>
    </Link>
  );
}

function quantityText({ quantity, unit }: Line) {
  if (quantity === null) return null;
  return (
    <span className="figures">
      {quantity.replace(/\B(?=(\d{3})+$)/g, ",")} {unit}
    </span>
  );
}

function priceText({ unitPrice }: Line) {
  if (unitPrice === null) return null;
  return (
    <span>
      <span className="figures">{exactDollarsLabel(unitPrice.amount)}</span> {unitPrice.per}
    </span>
  );
}

function footer(lines: readonly DocumentLine[]) {
  const sum = toExactDollars(sumNanos(lines.map(({ amount }) => fromExactDollars(amount))));
  const hasUsage = lines.some((line) => line.usage);
  return ["Sum of these lines", ...(hasUsage ? [null] : []), null, null, <InvoiceAmount key="sum" amount={sum} />];
}
