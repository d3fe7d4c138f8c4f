import { SeriesSwatch } from "#components/charts/series-swatch.tsx";
import { type DataColumn, DataTable } from "#components/ui/data-table.tsx";
import { formatCount } from "#components/ui/format-count.ts";
import { Money } from "#components/ui/money.tsx";
import type { UsageDayView, UsageView } from "#lib/views/usage-view.ts";
import { begunDays } from "./begun-days.ts";
import { type CostSeries, dayPart } from "./cost-series.ts";
import { DayCell } from "./day-cell.tsx";

type DailyCostTableProps = {
  view: UsageView;
  series: readonly CostSeries[];
  /** Opens the requests of the day at a place. */
  onOpen: (place: number) => void;
};

type DayRow = { day: UsageDayView; place: number };

const NOTHING = <span className="text-ink-subtle">none</span>;

export function DailyCostTable({ view, series, onOpen }: DailyCostTableProps) {
  return (
    <DataTable
      size="many"
      caption={`Daily cost for ${view.period.label}, days in ${view.query.zone}, newest first`}
      columns={columnsOf(series, onOpen)}
      rows={begunDays(view.days)}
      rowKey={({ day }) => day.date}
      footer={[
        "Total",
        <span key="requests" className="figures">
          {formatCount(view.requests.total)}
        </span>,
        null,
        null,
        <Money key="covered" exact={view.split.covered} />,
        <Money key="charged" exact={view.split.charged} />,
        <Money key="cost" exact={view.split.total} />,
      ]}
    />
  );
}

function columnsOf(series: readonly CostSeries[], onOpen: (place: number) => void): readonly DataColumn<DayRow>[] {
  return [
    {
      key: "date",
      header: "Day",
      isRowHeader: true,
      cell: ({ day, place }) => <DayCell day={day} onOpen={() => onOpen(place)} />,
    },
    {
      key: "requests",
      header: "Requests",
      align: "end",
      cell: ({ day }) => <span className="figures">{formatCount(day.requests)}</span>,
    },
    { key: "costliest", header: "Costliest", cell: ({ day }) => <Costliest day={day} series={series} /> },
    {
      key: "previous",
      header: "Previous period",
      align: "end",
      className: "text-ink-muted",
      cell: ({ day }) => (day.previous === null ? NOTHING : <Money exact={day.previous.cost} />),
    },
    { key: "covered", header: "Covered", align: "end", cell: ({ day }) => <Money exact={day.cost.covered} /> },
    { key: "charged", header: "Charged", align: "end", cell: ({ day }) => <Money exact={day.cost.charged} /> },
    {
      key: "cost",
      header: "Cost",
      align: "end",
      cell: ({ day }) => <Money exact={day.cost.total} className="font-medium" />,
    },
  ];
}

function Costliest({ day, series }: { day: UsageDayView; series: readonly CostSeries[] }) {
  const costs = series.map((one) => {
    const { covered, charged } = dayPart(day, one);
    return { one, nanos: covered + charged };
  });
  const [first] = costs.sort((one, other) => (one.nanos < other.nanos ? 1 : -1));
  if (first === undefined || first.nanos === 0n) return NOTHING;
  return (
    <span className="inline-flex min-w-0 items-center gap-2">
      <SeriesSwatch color={first.one.color} />
      <span title={first.one.name} className="max-w-48 truncate">
        {first.one.name}
      </span>
    </span>
  );
}
