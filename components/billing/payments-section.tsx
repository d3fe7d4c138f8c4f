import { CircleAlert, CircleCheck, Receipt, Undo2 } from "lucide-react";
import Link from "next/link";
import { Badge, type BadgeTone } from "#components/ui/badge.tsx";
import { buttonClasses } from "#components/ui/button-classes.ts";
import { type DataColumn, DataTable } from "#components/ui/data-table.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { exactDollarsLabel } from "#components/ui/exact-dollars-label.ts";
import { Money } from "#components/ui/money.tsx";
import { Section } from "#components/ui/section.tsx";
import type { PaymentsPart, ShownPayment } from "#lib/views/payments-part.ts";
import { ExternalLink } from "./external-link.tsx";
import { paymentPurpose } from "./payment-purpose.ts";

type PaymentsSectionProps = {
  payments: PaymentsPart;
  billingHref: string;
  /** Whether newer payments than these are left out. */
  isPaged: boolean;
};

const COLUMNS: readonly DataColumn<ShownPayment>[] = [
  {
    key: "purpose",
    header: "For",
    isRowHeader: true,
    className: "tabular:max-w-96",
    cell: (payment) => <Purpose payment={payment} />,
  },
  { key: "at", header: "Paid", cell: ({ at }) => <DateTime iso={at} precision="day" /> },
  { key: "state", header: "State", cell: (payment) => <PaymentState payment={payment} /> },
  { key: "amount", header: "Amount", align: "end", cell: ({ amount }) => <Money exact={amount} /> },
  {
    key: "receipt",
    header: "Receipt",
    align: "end",
    cell: ({ receiptUrl }) => receiptUrl !== null && <ExternalLink href={receiptUrl}>Receipt</ExternalLink>,
  },
];

/** Everything that was paid, for the plan and for credits. */
export function PaymentsSection({ payments: { payments, nextCursor }, billingHref, isPaged }: PaymentsSectionProps) {
  return (
    <Section
      title="Payments"
      explanation="What was paid for the plan and for credits, newest first, each with its receipt."
      isFlush
    >
      {/* An anchor, so that paging comes back here. */}
      <div id="payments" className="scroll-mt-16">
        {payments.length === 0 ? (
          <EmptyState icon={<Receipt />} title="Nothing has been paid yet">
            Payments for a plan, seats and credits appear here with their receipts.
          </EmptyState>
        ) : (
          <DataTable size="few" caption="Payments" columns={COLUMNS} rows={payments} rowKey={({ id }) => id} />
        )}
        {(isPaged || nextCursor !== null) && (
          <nav
            aria-label="Pages of payments"
            className="flex justify-between gap-3 border-t border-line px-4 py-3 sm:px-5"
          >
            {isPaged ? <PageLink href={`${billingHref}#payments`}>Newest payments</PageLink> : <span />}
            {nextCursor !== null && (
              <PageLink href={`${billingHref}?paid-before=${encodeURIComponent(nextCursor)}#payments`}>
                Older payments
              </PageLink>
            )}
          </nav>
        )}
      </div>
    </Section>
  );
}

function PageLink({ href, children }: { href: string; children: string }) {
  return (
    <Link href={href} className={buttonClasses("secondary", "sm")}>
      {children}
    </Link>
  );
}

function Purpose({ payment }: { payment: ShownPayment }) {
  const { title, note } = paymentPurpose(payment);
  return (
    <span className="flex min-w-0 flex-col text-left">
      <span title={title} className="truncate font-medium">
        {title}
      </span>
      {note !== null && (
        <span title={note} className="truncate text-xs text-ink-muted">
          {note}
        </span>
      )}
    </span>
  );
}

const STATES: Readonly<Record<ShownPayment["state"], { tone: BadgeTone; word: string; Icon: typeof CircleCheck }>> = {
  paid: { tone: "good", word: "Paid", Icon: CircleCheck },
  refunded: { tone: "neutral", word: "Refunded", Icon: Undo2 },
  partly_refunded: { tone: "neutral", word: "Partly refunded", Icon: Undo2 },
  disputed: { tone: "warn", word: "Disputed", Icon: CircleAlert },
  charged_back: { tone: "bad", word: "Charged back", Icon: CircleAlert },
};

function PaymentState({ payment: { state, refunded } }: { payment: ShownPayment }) {
  const { tone, word, Icon } = STATES[state];
  const given = refunded === "0.00" ? undefined : `${exactDollarsLabel(refunded)} was given back`;
  return (
    <span title={given} className="inline-flex flex-wrap items-center gap-x-2">
      <Badge tone={tone} icon={<Icon aria-hidden="true" />}>
        {word}
      </Badge>
      {state === "partly_refunded" && <span className="text-xs text-ink-muted">{exactDollarsLabel(refunded)}</span>}
    </span>
  );
}
