import { Badge } from "#components/ui/badge.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { Section } from "#components/ui/section.tsx";
import type { UpcomingInvoice } from "#lib/views/invoices-page.ts";
import { InvoiceAmount } from "./invoice-amount.tsx";

/** The next invoice as it would be now. */
export function UpcomingInvoiceSection({ upcoming }: { upcoming: UpcomingInvoice }) {
  const { asOf, on, periodLabel, groups, deductions, total } = upcoming;
  const isEmpty = groups.length === 0;
  return (
    <Section
      title="Upcoming invoice"
      explanation={
        <>
          {periodLabel}. Issued on <DateTime iso={on} precision="day" /> (UTC), about an hour after the period ends.
        </>
      }
      action={<Badge>Estimate</Badge>}
      isFlush
    >
      {isEmpty ? (
        <p className="border-t border-line px-4 py-3 text-sm sm:px-5">
          Nothing would be on it so far: no usage in this period, and no plan charge ahead.
        </p>
      ) : (
        <dl className="border-t border-line text-sm">
          {groups.map(({ title, lines }) => (
            <div key={title} className="border-b border-line px-4 py-2.5 sm:px-5">
              <dt className="pb-1 text-xs font-medium text-ink-muted">{title}</dt>
              {lines.map((line) => (
                <dd
                  key={`${line.description} ${line.amount}`}
                  className="flex min-h-6 items-start justify-between gap-4"
                >
                  <span className="min-w-0 wrap-anywhere">{line.description}</span>
                  <InvoiceAmount amount={line.amount} exact={line.exactAmount} />
                </dd>
              ))}
            </div>
          ))}
          {deductions.map(({ label, amount }) => (
            <div key={`${label} ${amount}`} className="flex justify-between gap-4 px-4 pt-2.5 sm:px-5">
              <dt>{label}</dt>
              <dd>
                <InvoiceAmount amount={amount} />
              </dd>
            </div>
          ))}
          <div className="flex justify-between gap-4 px-4 py-3 font-medium sm:px-5">
            <dt>Estimated total before tax</dt>
            <dd>
              <InvoiceAmount amount={total} />
            </dd>
          </div>
        </dl>
      )}
      <p className="border-t border-line bg-surface-muted px-4 py-2.5 text-xs text-ink-muted sm:px-5">
        As of <DateTime iso={asOf} />. Usage goes on until the period ends, and seats may change, so this will too.
      </p>
    </Section>
  );
}
