"use client";

import { useCallback, useMemo } from "react";
import { ChartLegend } from "#components/charts/chart-legend.tsx";
import { countAxis } from "#components/charts/count-axis.ts";
import { durationAxis } from "#components/charts/duration-axis.ts";
import { formatDuration } from "#components/charts/format-duration.ts";
import { formatCount } from "#components/ui/format-count.ts";
import type { UsageDayView, UsageView } from "#lib/views/usage-view.ts";
import { ChartSection } from "./chart-section.tsx";
import { countColumns } from "./count-columns.ts";
import { DayTooltipHead, TooltipRow } from "./day-tooltip.tsx";
import { exactTrafficFigures } from "./exact-traffic-figures.ts";
import { LazyColumnChart } from "./lazy-column-chart.tsx";
import { trafficSummary } from "./traffic-summary.ts";
import { TrafficTable } from "./traffic-table.tsx";
import type { UsagePanelProps } from "./usage-panel.ts";
import { useDayOpener } from "./use-day-opener.ts";
import { ZoneNote } from "./zone-note.tsx";

const P50_COLOR = "var(--series-1)";
const P95_COLOR = "var(--series-2)";

/** Requests and how long they took: two charts of the same days, for two units never share an axis. */
export function TrafficSection({ view, onOpen }: UsagePanelProps) {
  const openDay = useDayOpener(view, onOpen);
  return (
    <ChartSection
      title="Requests and latency"
      explanation="Requests a day, and how long those served whole took: half of them at most p50, 95 of 100 at most p95."
      summary={trafficSummary(view)}
      exactFigures={exactTrafficFigures(view)}
      chart={
        <div className="grid gap-6 lg:grid-cols-2">
          <RequestsChart view={view} openDay={openDay} />
          <LatencyChart view={view} openDay={openDay} />
        </div>
      }
      table={<TrafficTable view={view} onOpen={openDay} />}
    />
  );
}

type DayChartProps = { view: UsageView; openDay: (place: number) => void };

function RequestsChart({ view: { days, query, requests }, openDay }: DayChartProps) {
  const columns = useMemo(() => countColumns(days, REQUEST_PARTS), [days]);
  const axis = useMemo(() => countAxis(days.map((day) => day.requests)), [days]);
  const tooltip = useCallback((index: number) => <TrafficTooltip day={days[index]} />, [days]);
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <h3 className="text-sm font-medium">Requests a day</h3>
      <LazyColumnChart
        label={`Requests a day: ${formatCount(requests.total)} in all`}
        columns={columns}
        axis={axis}
        tooltip={tooltip}
        onOpen={openDay}
        note={<ZoneNote zone={query.zone} />}
      />
    </div>
  );
}

const REQUEST_PARTS: Parameters<typeof countColumns>[1] = {
  segments: ({ requests }) => [{ value: requests, color: "var(--series-1)", texture: "solid" }],
  words: ({ requests }) => `${formatCount(requests)} ${requests === 1 ? "request" : "requests"}`,
};

const LATENCY_PARTS: Parameters<typeof countColumns>[1] = {
  segments: () => [],
  words: ({ latency }) =>
    latency === null
      ? "no latency known"
      : `half took at most ${formatDuration(latency.p50Ms)}, 95 of 100 at most ${formatDuration(latency.p95Ms)}`,
};

function LatencyChart({ view: { days, query, latency }, openDay }: DayChartProps) {
  const columns = useMemo(() => countColumns(days, LATENCY_PARTS), [days]);
  const axis = useMemo(() => durationAxis(days.map((day) => day.latency?.p95Ms ?? 0)), [days]);
  const lines = useMemo(
    () => [
      { key: "p95", color: P95_COLOR, isDashed: true, values: days.map((day) => day.latency?.p95Ms ?? null) },
      { key: "p50", color: P50_COLOR, values: days.map((day) => day.latency?.p50Ms ?? null) },
    ],
    [days],
  );
  const tooltip = useCallback((index: number) => <TrafficTooltip day={days[index]} />, [days]);
  const label = latency === null ? "Latency by day: none known yet" : "Latency by day, p50 and p95";
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <h3 className="text-sm font-medium">Latency</h3>
        <ChartLegend
          entries={[
            { key: "p50", name: "p50", mark: { kind: "line", color: P50_COLOR } },
            { key: "p95", name: "p95", mark: { kind: "line", color: P95_COLOR, isDashed: true } },
          ]}
        />
      </div>
      <LazyColumnChart
        label={label}
        columns={columns}
        axis={axis}
        lines={lines}
        tooltip={tooltip}
        onOpen={openDay}
        note={<ZoneNote zone={query.zone} />}
      />
    </div>
  );
}

function TrafficTooltip({ day }: { day: UsageDayView | undefined }) {
  if (!day) return null;
  return (
    <>
      <DayTooltipHead day={day} />
      <dl className="flex flex-col gap-1">
        <TooltipRow name="Requests">
          <span className="figures">{formatCount(day.requests)}</span>
        </TooltipRow>
        {day.latency !== null && (
          <>
            <TooltipRow name="p50" color={P50_COLOR}>
              <span className="figures">{formatDuration(day.latency.p50Ms)}</span>
            </TooltipRow>
            <TooltipRow name="p95" color={P95_COLOR}>
              <span className="figures">{formatDuration(day.latency.p95Ms)}</span>
            </TooltipRow>
          </>
        )}
      </dl>
    </>
  );
}
