import { formatDuration } from "#components/charts/format-duration.ts";
import { type DataColumn, DataTable } from "#components/ui/data-table.tsx";
import { formatCount } from "#components/ui/format-count.ts";
import type { UsageDayView, UsageView } from "#lib/views/usage-view.ts";
import { begunDays } from "./begun-days.ts";
import { DayCell } from "./day-cell.tsx";

type DayRow = { day: UsageDayView; place: number };
type TrafficTableProps = { view: UsageView; onOpen: (place: number) => void };

const NONE = <span className="text-ink-subtle">none</span>;

export function TrafficTable({ view, onOpen }: TrafficTableProps) {
  const columns: readonly DataColumn<DayRow>[] = [
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
    { key: "p50", header: "p50", align: "end", cell: ({ day }) => <Duration ms={day.latency?.p50Ms ?? null} /> },
    { key: "p95", header: "p95", align: "end", cell: ({ day }) => <Duration ms={day.latency?.p95Ms ?? null} /> },
  ];
  return (
    <DataTable
      size="few"
      caption={`Requests and latency by day, days in ${view.query.zone}, newest first`}
      columns={columns}
      rows={begunDays(view.days)}
      rowKey={({ day }) => day.date}
    />
  );
}

function Duration({ ms }: { ms: number | null }) {
  return ms === null ? NONE : <span className="figures">{formatDuration(ms)}</span>;
}
