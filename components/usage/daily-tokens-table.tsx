import { type DataColumn, DataTable } from "#components/ui/data-table.tsx";
import { TokenCount } from "#components/ui/token-count.tsx";
import type { UsageDayView, UsageView } from "#lib/views/usage-view.ts";
import { begunDays } from "./begun-days.ts";
import { DayCell } from "./day-cell.tsx";
import { TOKEN_CLASSES } from "./token-classes.ts";

type DayRow = { day: UsageDayView; place: number };
type DailyTokensTableProps = { view: UsageView; onOpen: (place: number) => void };

export function DailyTokensTable({ view, onOpen }: DailyTokensTableProps) {
  const columns: readonly DataColumn<DayRow>[] = [
    {
      key: "date",
      header: "Day",
      isRowHeader: true,
      cell: ({ day, place }) => <DayCell day={day} onOpen={() => onOpen(place)} />,
    },
    ...TOKEN_CLASSES.map(
      ({ key, name }): DataColumn<DayRow> => ({
        key,
        header: name,
        align: "end",
        cell: ({ day }) => <TokenCount value={day.tokens[key]} />,
      }),
    ),
    { key: "total", header: "Total", align: "end", cell: ({ day }) => <TokenCount value={day.tokens.total} /> },
  ];
  return (
    <DataTable
      size="few"
      caption={`Tokens a day by class, days in ${view.query.zone}, newest first`}
      columns={columns}
      rows={begunDays(view.days)}
      rowKey={({ day }) => day.date}
    />
  );
}
