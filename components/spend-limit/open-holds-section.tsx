import { Hourglass } from "lucide-react";
import { type DataColumn, DataTable } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { formatCount } from "#components/ui/format-count.ts";
import { Money } from "#components/ui/money.tsx";
import { Section } from "#components/ui/section.tsx";
import type { OpenHoldRow, SpendLimitsView } from "#lib/views/spend-limit.ts";
import { ageText } from "./limit-words.ts";

const COLUMNS: readonly DataColumn<OpenHoldRow>[] = [
  { key: "what", header: "Request", isRowHeader: true, cell: (hold) => <What hold={hold} /> },
  {
    key: "key",
    header: "Key",
    className: "tabular:max-w-40",
    cell: ({ keyLabel }) => (
      <span title={keyLabel} className="block min-w-0 truncate">
        {keyLabel}
      </span>
    ),
  },
  { key: "model", header: "Model", cell: ({ modelName }) => modelName },
  {
    key: "age",
    header: "Age",
    align: "end",
    cell: ({ ageSeconds }) => <span className="figures">{ageText(ageSeconds)}</span>,
  },
  { key: "amount", header: "Held", align: "end", cell: (hold) => <Amount hold={hold} /> },
];

/** The requests that are under way and what is set aside for each. */
export function OpenHoldsSection({ holds }: { holds: SpendLimitsView["holds"] }) {
  const { count, total, newest } = holds;
  const isCut = count > newest.length;
  return (
    <Section
      title="Held now"
      explanation={
        <>
          Before a request is sent on, the most it can cost is held; when it ends, the exact charge is settled and the
          rest is given back. A lease is room that a gateway keeps ready for the next requests of a busy key.
        </>
      }
      isFlush
    >
      {newest.length === 0 ? (
        <EmptyState icon={<Hourglass />} title="Nothing is held">
          Requests that are under way appear here with the amount set aside for them.
        </EmptyState>
      ) : (
        <>
          <DataTable
            size="many"
            caption="Open holds"
            columns={COLUMNS}
            rows={newest}
            rowKey={({ requestId }) => requestId}
          />
          <p className="border-t border-line bg-surface-muted px-4 py-3 text-sm sm:px-5">
            {formatCount(count)} open {count === 1 ? "hold" : "holds"}, <Money exact={total} /> in all
            {isCut && `; the newest ${newest.length} are shown`}.
          </p>
        </>
      )}
    </Section>
  );
}

function What({ hold: { requestId, isLease, isStreamed } }: { hold: OpenHoldRow }) {
  return (
    <span className="flex min-w-0 flex-col">
      <span className="font-medium">{isLease ? "Lease for the next requests" : isStreamed ? "Stream" : "Request"}</span>
      <span className="font-mono text-xs break-all text-ink-muted select-all">{requestId}</span>
    </span>
  );
}

function Amount({ hold: { amount, included } }: { hold: OpenHoldRow }) {
  return (
    <span className="flex flex-col items-end">
      <Money exact={amount} />
      {included !== "0.00" && (
        <span className="text-xs text-ink-muted">
          and <Money exact={included} /> included
        </span>
      )}
    </span>
  );
}
