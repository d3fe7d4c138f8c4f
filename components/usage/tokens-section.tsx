"use client";

import { useCallback, useMemo } from "react";
import { countAxis } from "#components/charts/count-axis.ts";
import { SeriesSwatch } from "#components/charts/series-swatch.tsx";
import { type DataColumn, DataTable } from "#components/ui/data-table.tsx";
import { formatCount } from "#components/ui/format-count.ts";
import { formatShare } from "#components/ui/format-share.ts";
import { Money } from "#components/ui/money.tsx";
import { TokenCount } from "#components/ui/token-count.tsx";
import { formatCompactCount } from "#lib/domain/format-compact-count.ts";
import type { UsageDayView, UsageView } from "#lib/views/usage-view.ts";
import { ChartSection } from "./chart-section.tsx";
import { countColumns } from "./count-columns.ts";
import { DailyTokensTable } from "./daily-tokens-table.tsx";
import { DayTooltipHead, TooltipRow } from "./day-tooltip.tsx";
import { exactTokenFigures } from "./exact-token-figures.ts";
import { LazyColumnChart } from "./lazy-column-chart.tsx";
import { TOKEN_CLASSES } from "./token-classes.ts";
import type { UsagePanelProps } from "./usage-panel.ts";
import { useDayOpener } from "./use-day-opener.ts";
import { ZoneNote } from "./zone-note.tsx";

export function TokensSection({ view, onOpen }: UsagePanelProps) {
  const { days, query } = view;
  const columns = useMemo(() => tokenColumns(days), [days]);
  const axis = useMemo(() => countAxis(days.map(({ tokens }) => tokens.total)), [days]);
  const openDay = useDayOpener(view, onOpen);
  const tooltip = useCallback((index: number) => <TokensTooltip day={days[index]} />, [days]);
  const summary = tokensSummary(view);
  return (
    <ChartSection
      title="Tokens by class"
      explanation="Input, cached input and output are counted and billed separately."
      summary={summary}
      exactFigures={exactTokenFigures(view)}
      chart={
        <>
          <LazyColumnChart
            label={summary}
            columns={columns}
            axis={axis}
            tooltip={tooltip}
            onOpen={openDay}
            note={<ZoneNote zone={query.zone} />}
          />
          <div className="-mx-4 sm:-mx-5">
            <ClassTable view={view} />
          </div>
        </>
      }
      table={<DailyTokensTable view={view} onOpen={openDay} />}
    />
  );
}

function tokenColumns(days: readonly UsageDayView[]) {
  return countColumns(days, {
    segments: ({ tokens }) =>
      TOKEN_CLASSES.map(({ key, color }) => ({ value: tokens[key], color, texture: "solid" as const })),
    words: ({ tokens }) => `${formatCompactCount(tokens.total)} tokens`,
  });
}

function tokensSummary({ tokens, period }: Pick<UsageView, "tokens" | "period">): string {
  if (tokens.total === 0) return `No tokens in ${period.label}.`;
  const parts = TOKEN_CLASSES.map(
    ({ key, name }) => `${name.toLowerCase()} ${formatShare(tokens[key] / tokens.total)}`,
  );
  return `${formatCompactCount(tokens.total)} tokens in ${period.label}: ${parts.join(", ")}.`;
}

function TokensTooltip({ day }: { day: UsageDayView | undefined }) {
  if (!day) return null;
  return (
    <>
      <DayTooltipHead day={day} />
      <dl className="flex flex-col gap-1">
        {TOKEN_CLASSES.map(({ key, name, color }) => (
          <TooltipRow key={key} color={color} name={name}>
            <TokenCount value={day.tokens[key]} />
          </TooltipRow>
        ))}
        <TooltipRow name="Total" isTotal>
          <span className="figures">{formatCount(day.tokens.total)}</span>
        </TooltipRow>
      </dl>
    </>
  );
}

type ClassRow = { name: string; color: string; count: number; share: number; cost: string };

const COLUMNS: readonly DataColumn<ClassRow>[] = [
  {
    key: "name",
    header: "Class",
    isRowHeader: true,
    cell: (row) => (
      <span className="inline-flex items-center gap-2">
        <SeriesSwatch color={row.color} />
        {row.name}
      </span>
    ),
  },
  { key: "count", header: "Tokens", align: "end", cell: (row) => <TokenCount value={row.count} /> },
  {
    key: "share",
    header: "Share",
    align: "end",
    cell: (row) => <span className="figures">{formatShare(row.share)}</span>,
  },
  { key: "cost", header: "Cost", align: "end", cell: (row) => <Money exact={row.cost} /> },
];

/** The classes of the whole period: the chart's legend with figures. */
function ClassTable({ view: { tokens, cost } }: { view: Pick<UsageView, "tokens" | "cost"> }) {
  const rows = TOKEN_CLASSES.map(({ key, name, color }) => ({
    name,
    color,
    count: tokens[key],
    share: tokens.total === 0 ? 0 : tokens[key] / tokens.total,
    cost: cost[key],
  }));
  return <DataTable size="few" caption="Tokens by class" columns={COLUMNS} rows={rows} rowKey={(row) => row.name} />;
}
