import { FileText } from "lucide-react";
import Link from "next/link";
import { PageHeader } from "#components/shell/page-header.tsx";
import { buttonClasses } from "#components/ui/button-classes.ts";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Section } from "#components/ui/section.tsx";
import type { InvoicesPageView } from "#lib/views/invoices-page.ts";
import type { InvoiceAddresses } from "./invoice-addresses.ts";
import { InvoiceTable } from "./invoice-table.tsx";
import { InvoicesNotice } from "./invoices-notice.tsx";
import { UpcomingInvoiceSection } from "./upcoming-invoice-section.tsx";
import { UpcomingInvoiceUnknown } from "./upcoming-invoice-unknown.tsx";

type InvoicesScreenProps = {
  view: InvoicesPageView;
  addresses: InvoiceAddresses;
  billingHref: string;
  /** Whether newer invoices than these are left out. */
  isPaged: boolean;
};

export function InvoicesScreen({ view, addresses, billingHref, isPaged }: InvoicesScreenProps) {
  return (
    <div className="flex flex-col gap-5">
      <InvoicesHeader detailsHref={addresses.details} />
      {view.hasInvoices ? (
        <div className="flex flex-col gap-6">
          <InvoicesNotice view={view} detailsHref={addresses.details} />
          {view.upcoming && <UpcomingInvoiceSection upcoming={view.upcoming} />}
          {view.isUpcomingUnknown && <UpcomingInvoiceUnknown />}
          <IssuedSection view={view} addresses={addresses} isPaged={isPaged} />
        </div>
      ) : (
        <ReceiptsInstead plan={view.plan} billingHref={billingHref} />
      )}
    </div>
  );
}

export function InvoicesHeader({ detailsHref }: { detailsHref?: string }) {
  return (
    <PageHeader
      title="Invoices"
      description="What was charged, line by line, as issued. Periods and days are in UTC."
      action={detailsHref && <ButtonLink href={detailsHref}>Billing details</ButtonLink>}
    />
  );
}

function IssuedSection({ view, addresses, isPaged }: Omit<InvoicesScreenProps, "billingHref">) {
  const { rows, nextCursor } = view;
  return (
    <Section
      title="Issued"
      explanation="Newest first. An invoice stays as it was issued; what has to be corrected is corrected by a credit note."
      isFlush
    >
      {rows.length === 0 ? (
        <EmptyState icon={<FileText />} title={isPaged ? "No older invoices" : "No invoices yet"}>
          {isPaged
            ? "The list ended before this page."
            : "The first one appears here when the plan is paid for, and one after each month."}
        </EmptyState>
      ) : (
        <InvoiceTable rows={rows} addresses={addresses} />
      )}
      {(isPaged || nextCursor !== null) && (
        <nav aria-label="Pages of invoices" className="flex gap-2 border-t border-line px-4 py-3 sm:px-5">
          {isPaged && (
            <Link href={addresses.invoices} className={buttonClasses("secondary", "sm")}>
              Newest
            </Link>
          )}
          {nextCursor !== null && (
            <Link
              href={`${addresses.invoices}?${new URLSearchParams({ before: nextCursor })}`}
              className={buttonClasses("secondary", "sm")}
            >
              Older
            </Link>
          )}
        </nav>
      )}
    </Section>
  );
}

function ReceiptsInstead({ plan, billingHref }: { plan: InvoicesPageView["plan"]; billingHref: string }) {
  const isStarter = plan === "starter";
  return (
    <Card>
      <EmptyState
        icon={<FileText />}
        title={isStarter ? "Starter has no invoices" : "Pro has receipts instead of invoices"}
        action={<ButtonLink href={billingHref}>Go to payments</ButtonLink>}
      >
        {isStarter
          ? "Starter is free. A receipt for credits that you buy is among the payments on the overview, and comes by email."
          : "A receipt comes by email with each payment, for the plan and for credits, and is among the payments on the overview."}{" "}
        Team and Enterprise have monthly invoices with purchase order and tax id.
      </EmptyState>
    </Card>
  );
}
