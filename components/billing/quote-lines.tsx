import { Badge } from "#components/ui/badge.tsx";
import { type DataColumn, DataTable } from "#components/ui/data-table.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { exactDollarsLabel } from "#components/ui/exact-dollars-label.ts";
import { Section } from "#components/ui/section.tsx";
import type { PlanQuoteView, QuoteLineRow } from "#lib/views/plan-quote.ts";

type Line = QuoteLineRow & { key: string };

const COLUMNS: readonly DataColumn<Line>[] = [
  {
    key: "description",
    header: "Line",
    isRowHeader: true,
    cell: ({ description, isProration }) => (
      <span className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
        <span className="wrap-anywhere">{description}</span>
        {isProration && <Badge>Prorated</Badge>}
      </span>
    ),
  },
  {
    key: "amount",
    header: "Amount",
    align: "end",
    cell: ({ amount }) => <span className="figures">{exactDollarsLabel(amount)}</span>,
  },
];

/** Every line of a quote, what is due today, and what follows at each renewal. */
export function QuoteLines({ quote }: { quote: PlanQuoteView }) {
  const lines = quote.lines.map((line, index) => ({ ...line, key: `${index} ${line.description}` }));
  return (
    <Section
      title="What it costs"
      explanation="In US dollars, as Stripe will charge it. Prorated lines count by the second."
      isFlush
    >
      {lines.length > 0 ? (
        <DataTable
          size="few"
          caption="Lines of the quote"
          columns={COLUMNS}
          rows={lines}
          rowKey={({ key }) => key}
          footer={[
            quote.isDueAtMost ? "At most, due today" : "Due today",
            <span key="due" className="figures">
              {exactDollarsLabel(quote.dueToday)}
            </span>,
          ]}
        />
      ) : (
        <p className="border-t border-line px-4 py-3 text-sm sm:px-5">Nothing is charged or given back today.</p>
      )}
      <p className="flex flex-wrap justify-between gap-x-4 gap-y-1 border-t border-line bg-surface-muted px-4 py-3 text-sm sm:px-5">
        <span>
          Every month from <DateTime iso={quote.renewsAt} precision="day" /> (UTC)
        </span>
        <span className="figures font-medium">{renewalLabel(quote)}</span>
      </p>
    </Section>
  );
}

function renewalLabel({ renewal }: PlanQuoteView): string {
  return renewal === "0.00" ? "Nothing" : exactDollarsLabel(renewal);
}
