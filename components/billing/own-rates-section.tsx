import { type DataColumn, DataTable } from "#components/ui/data-table.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { Section } from "#components/ui/section.tsx";
import type { ShownOwnRates, ShownRates } from "#lib/views/contract-part.ts";

const MODES = { flex: "Flex", active: "Active" } as const;

const COLUMNS: readonly DataColumn<ShownOwnRates>[] = [
  { key: "model", header: "Model", isRowHeader: true, cell: ({ modelName }) => modelName },
  { key: "mode", header: "Mode", cell: ({ mode }) => MODES[mode] },
  {
    key: "from",
    header: "Counts",
    cell: ({ from, isOwn }) => (
      <span>
        {from === null ? (
          "now"
        ) : (
          <>
            from <DateTime iso={from} />
          </>
        )}
        {!isOwn && ", as listed"}
      </span>
    ),
  },
  rateColumn("input", "Input"),
  rateColumn("cachedInput", "Cached input"),
  rateColumn("output", "Output"),
];

/** The token rates that a workspace has instead of the price list's. */
export function OwnRatesSection({ rates }: { rates: readonly ShownOwnRates[] }) {
  return (
    <Section
      title="Your token rates"
      explanation="Agreed with sales, in dollars per 1M tokens. Models that are not here cost what the price list says. What was used before a change keeps its price."
      isFlush
    >
      <DataTable
        size="few"
        caption="Token rates of this workspace, in dollars per 1M tokens"
        columns={COLUMNS}
        rows={rates}
        rowKey={({ modelId, mode, from }) => `${modelId}/${mode}/${from}`}
      />
    </Section>
  );
}

function rateColumn(key: keyof ShownRates, header: string): DataColumn<ShownOwnRates> {
  return {
    key,
    header,
    align: "end",
    cell: ({ rates, list }) => (
      <span className="inline-flex flex-wrap justify-end gap-x-2">
        <span className="figures">{rates[key]}</span>
        {list && list[key] !== rates[key] && <span className="figures text-ink-muted">list {list[key]}</span>}
      </span>
    ),
  };
}
