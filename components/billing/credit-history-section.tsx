import { Download, Wallet } from "lucide-react";
import Link from "next/link";
import { buttonClasses } from "#components/ui/button-classes.ts";
import { type DataColumn, DataTable } from "#components/ui/data-table.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Money } from "#components/ui/money.tsx";
import { Section } from "#components/ui/section.tsx";
import { CREDIT_CAUSES } from "#lib/domain/credit-cause.ts";
import { creditFilterAddress } from "#lib/domain/credit-filter.ts";
import type { CreditsPageView } from "#lib/views/credits-page.ts";
import type { CreditsPart, ShownCreditEntry } from "#lib/views/credits-part.ts";
import { CreditFilters } from "./credit-filters.tsx";
import { ExternalLink } from "./external-link.tsx";
import { SignedMoney } from "./signed-money.tsx";

type CreditHistorySectionProps = {
  history: CreditsPart["history"];
  filter: CreditsPageView["filter"];
  periods: CreditsPageView["periods"];
  creditsHref: string;
  /** Answers with the same lines as CSV, all of them. */
  exportHref: string;
  /** Whether newer entries than these are left out. */
  isPaged: boolean;
};

const COLUMNS: readonly DataColumn<ShownCreditEntry>[] = [
  {
    key: "cause",
    header: "Cause",
    isRowHeader: true,
    className: "tabular:max-w-80",
    cell: (entry) => <Cause entry={entry} />,
  },
  { key: "at", header: "Time", cell: ({ at }) => <DateTime iso={at.toISOString()} precision="second" /> },
  {
    key: "receipt",
    header: "Receipt",
    cell: ({ receiptUrl }) => receiptUrl !== null && <ExternalLink href={receiptUrl}>Receipt</ExternalLink>,
  },
  { key: "amount", header: "Amount", align: "end", cell: ({ amount }) => <SignedMoney exact={amount} /> },
  { key: "balance", header: "Balance after", align: "end", cell: ({ balanceAfter }) => <Money exact={balanceAfter} /> },
];

export function CreditHistorySection(props: CreditHistorySectionProps) {
  const { history, filter, periods, creditsHref, exportHref, isPaged } = props;
  const { entries, nextCursor } = history;
  return (
    <Section
      title="Credit history"
      explanation="Every line of the ledger, newest first; the tokens of a day (UTC) are one line. The balance after counts all lines, also those that a filter leaves out."
      action={
        <a href={creditFilterAddress(exportHref, filter)} download className={buttonClasses("secondary", "sm")}>
          <Download aria-hidden="true" />
          Export CSV
        </a>
      }
      isFlush
    >
      <div className="px-4 pb-4 sm:px-5">
        <CreditFilters filter={filter} periods={periods} creditsHref={creditsHref} />
      </div>
      {/* An anchor, so that paging comes back here. */}
      <div id="credit-history" className="scroll-mt-16">
        {entries.length === 0 ? (
          <NoEntries isFiltered={filter.cause !== null || filter.periodKey !== null} />
        ) : (
          <DataTable
            size="few"
            caption="Credit history"
            columns={COLUMNS}
            rows={entries}
            rowKey={({ creditEntryId }) => creditEntryId}
          />
        )}
        {(isPaged || nextCursor !== null) && (
          <nav
            aria-label="Pages of the credit history"
            className="flex justify-between gap-3 border-t border-line px-4 py-3 sm:px-5"
          >
            {isPaged ? (
              <PageLink href={`${creditFilterAddress(creditsHref, filter)}#credit-history`}>Newest entries</PageLink>
            ) : (
              <span />
            )}
            {nextCursor !== null && (
              <PageLink href={`${creditFilterAddress(creditsHref, filter, { before: nextCursor })}#credit-history`}>
                Older entries
              </PageLink>
            )}
          </nav>
        )}
      </div>
    </Section>
  );
}

function NoEntries({ isFiltered }: { isFiltered: boolean }) {
  return isFiltered ? (
    <EmptyState icon={<Wallet />} title="Nothing matches">
      No credits moved for this cause in this period. Choose another one above.
    </EmptyState>
  ) : (
    <EmptyState icon={<Wallet />} title="No credits have moved yet">
      Purchases, grants, refunds and what was spent appear here with the balance after each.
    </EmptyState>
  );
}

function PageLink({ href, children }: { href: string; children: string }) {
  return (
    <Link href={href} className={buttonClasses("secondary", "sm")}>
      {children}
    </Link>
  );
}

function Cause({ entry: { cause, note } }: { entry: ShownCreditEntry }) {
  return (
    <span className="flex min-w-0 flex-col">
      <span className="font-medium">{CREDIT_CAUSES[cause]}</span>
      {note !== null && (
        <span title={note} className="truncate text-xs text-ink-muted">
          {note}
        </span>
      )}
    </span>
  );
}
