import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { PageHeader } from "#components/shell/page-header.tsx";
import { Alert } from "#components/ui/alert.tsx";
import { buttonClasses } from "#components/ui/button-classes.ts";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { formatWholeCents, fromExactDollars } from "#lib/domain/money.ts";
import type { InvoicePageView } from "#lib/views/invoice-page.ts";
import { DownloadLink } from "./download-link.tsx";
import { type InvoiceAddresses, pdfAddress } from "./invoice-addresses.ts";
import { InvoiceCreditNotes } from "./invoice-credit-notes.tsx";
import { InvoiceDay } from "./invoice-day.tsx";
import { InvoiceFacts } from "./invoice-facts.tsx";
import { InvoiceFileSection } from "./invoice-file-section.tsx";
import { InvoiceLines } from "./invoice-lines.tsx";
import { InvoiceStatusBadge } from "./invoice-status-badge.tsx";
import { InvoiceTotals } from "./invoice-totals.tsx";

type InvoiceScreenProps = {
  invoice: InvoicePageView;
  /** Of the PDF's bytes; null for a draft. */
  sha256: string | null;
  addresses: InvoiceAddresses;
};

/** One invoice, as it was issued, with how it stands now. */
export function InvoiceScreen({ invoice, sha256, addresses }: InvoiceScreenProps) {
  const { document } = invoice;
  return (
    <div className="flex flex-col gap-5">
      <Link
        href={addresses.invoices}
        className="-mb-2 inline-flex items-center gap-1.5 self-start rounded-md text-sm text-ink-muted hover:text-ink"
      >
        <ArrowLeft aria-hidden="true" className="size-4" />
        Invoices
      </Link>
      <PageHeader
        title={invoice.number === null ? "Draft invoice" : `Invoice ${invoice.number}`}
        description={<Standing invoice={invoice} />}
        action={<Deeds invoice={invoice} addresses={addresses} />}
      />
      {document === null ? (
        <Alert tone="warn" title="This invoice is not issued yet">
          <p>{invoice.draftReason}</p>
          <p className="pt-1">
            <ButtonLink size="sm" href={addresses.details}>
              Billing details
            </ButtonLink>
          </p>
        </Alert>
      ) : (
        <div className="flex flex-col gap-6">
          <InvoiceFacts document={document} />
          <InvoiceLines groups={document.groups} addresses={addresses} />
          <InvoiceTotals document={document} dueNow={invoice.due} />
          {invoice.creditNotes.length > 0 && <InvoiceCreditNotes notes={invoice.creditNotes} addresses={addresses} />}
          {sha256 !== null && (
            <InvoiceFileSection
              sha256={sha256}
              number={document.number}
              href={pdfAddress(addresses, invoice.invoiceId)}
            />
          )}
        </div>
      )}
    </div>
  );
}

function Standing({ invoice: { status, due, dueOn, paidOn, periodLabel } }: { invoice: InvoicePageView }) {
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <InvoiceStatusBadge status={status} />
      <span>
        {status === "open" && due !== "0.00" && (
          <>
            {formatWholeCents(fromExactDollars(due))} to pay
            {dueOn !== null && (
              <>
                {" "}
                by <InvoiceDay day={dueOn} />
              </>
            )}
            .{" "}
          </>
        )}
        {paidOn !== null && (
          <>
            Paid on <InvoiceDay day={paidOn} />.{" "}
          </>
        )}
        {periodLabel}
      </span>
    </span>
  );
}

function Deeds({ invoice, addresses }: { invoice: InvoicePageView; addresses: InvoiceAddresses }) {
  const { invoiceId, number, status, due, payUrl } = invoice;
  const canPay = status === "open" && due !== "0.00" && payUrl !== null;
  if (number === null) return null;
  return (
    <div className="flex flex-wrap gap-2">
      <DownloadLink
        href={pdfAddress(addresses, invoiceId)}
        what={`invoice ${number}`}
        label="Download PDF"
        tone={canPay ? "secondary" : "primary"}
      />
      {canPay && (
        <a href={payUrl} target="_blank" rel="noreferrer" className={buttonClasses("primary", "md")}>
          Pay {formatWholeCents(fromExactDollars(due))} at Stripe
          <span className="sr-only"> (opens in a new tab)</span>
        </a>
      )}
    </div>
  );
}
