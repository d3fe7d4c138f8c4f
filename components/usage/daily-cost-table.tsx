import { modelColor } from "#components/charts/model-color.ts";
import { SeriesSwatch } from "#components/charts/series-swatch.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { type DataColumn, DataTable } from "#components/ui/data-table.tsx";
import { formatCount } from "#components/ui/format-count.ts";
import { Money } from "#components/ui/money.tsx";
import { formatUtcDay } from "#lib/domain/billing-period.ts";
import { modelName } from "#lib/domain/catalog/models.ts";
import { fromExactDollars } from "#lib/domain/money.ts";
import type { UsageDay } from "#lib/views/usage-page.ts";

type DailyCostTableProps = { days: readonly UsageDay[]; periodLabel: string };

const NOTHING = <span className="text-ink-subtle">none</span>;

const COLUMNS: readonly DataColumn<UsageDay>[] = [
  {
    key: "date",
    header: "Day (UTC)",
    isRowHeader: true,
    cell: (day) => (
      <span className="inline-flex items-center gap-2">
        <span className="figures">{formatUtcDay(new Date(day.date))}</span>
        {day.state === "unfinished" && <Badge>Not over yet</Badge>}
      </span>
    ),
  },
  {
    key: "requests",
    header: "Requests",
    align: "end",
    cell: (day) => <span className="figures">{formatCount(day.requests)}</span>,
  },
  { key: "models", header: "Costliest model", cell: (day) => <CostliestModel day={day} /> },
  {
    key: "previous",
    header: "Previous period",
    align: "end",
    className: "text-ink-muted",
    cell: (day) => (day.previousCost === null ? NOTHING : <Money exact={day.previousCost} />),
  },
  { key: "cost", header: "Cost", align: "end", cell: (day) => <Money exact={day.cost} className="font-medium" /> },
];

export function DailyCostTable({ days, periodLabel }: DailyCostTableProps) {
  const begun = days.filter(({ state }) => state !== "future").reverse();
  return (
    <DataTable
      size="few"
      caption={`Daily cost for ${periodLabel}, newest first`}
      columns={COLUMNS}
      rows={begun}
      rowKey={(day) => day.date}
    />
  );
}

function CostliestModel({ day }: { day: UsageDay }) {
  const costliest = day.byModel.reduce<{ modelId: string; nanos: bigint }>(
    (max, { modelId, cost }) => {
      const nanos = fromExactDollars(cost);
      return nanos > max.nanos ? { modelId, nanos } : max;
    },
    { modelId: "", nanos: 0n },
  );
  if (costliest.nanos === 0n) return NOTHING;
  return (
    <span className="inline-flex items-center gap-2">
      <SeriesSwatch color={modelColor(costliest.modelId)} />
      {modelName(costliest.modelId)}
    </span>
  );
}
