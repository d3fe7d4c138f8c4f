"use client";

import { memo, useId, useMemo } from "react";
import { Bar, BarChart, CartesianGrid, Line, Tooltip, type TooltipContentProps, XAxis, YAxis } from "recharts";
import { formatUtcDay } from "#lib/domain/billing-period.ts";
import type { UsageDay } from "#lib/views/usage-page.ts";
import { DailyCostLegend } from "./daily-cost-legend.tsx";
import { type CostPoint, type CostSeries, dailyCostSeries } from "./daily-cost-series.ts";
import { dailyCostSummary } from "./daily-cost-summary.ts";
import { DailyCostTooltip } from "./daily-cost-tooltip.tsx";
import { DaySegment } from "./day-segment.tsx";
import { type DollarAxis, dollarAxis } from "./dollar-axis.ts";
import { HatchPatterns } from "./hatch-patterns.tsx";

type DailyCostChartProps = { days: UsageDay[]; periodLabel: string };

const LABEL_CHARACTER_WIDTH = 7;
const AXIS_TEXT = { fill: "var(--ink-muted)", fontSize: 12 };

export const DailyCostChart = memo(function DailyCostChart({ days, periodLabel }: DailyCostChartProps) {
  const { series, points, axis } = useMemo(() => chartData(days), [days]);
  return (
    <div className="flex flex-col gap-3">
      <div className="h-70 w-full">
        <BarChart
          responsive
          data={points}
          role="img"
          aria-label={dailyCostSummary(points, periodLabel)}
          margin={{ top: 8, right: 4, bottom: 0, left: 0 }}
          barCategoryGap="18%"
          style={{ width: "100%", height: "100%" }}
        >
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <DayAxis />
          <CostAxis axis={axis} />
          <Tooltip
            cursor={{ fill: "var(--surface-hover)", opacity: 0.6 }}
            isAnimationActive={false}
            wrapperStyle={{ zIndex: 5 }}
            content={({ active, payload }: TooltipContentProps) => {
              const point: CostPoint | undefined = payload[0]?.payload;
              return active && point ? <DailyCostTooltip point={point} series={series} /> : null;
            }}
          />
          <SeriesBars series={series} />
          <PreviousLine />
        </BarChart>
      </div>
      <DailyCostLegend series={series} points={points} />
    </div>
  );
});

function DayAxis() {
  return (
    <XAxis
      dataKey="date"
      tickFormatter={shortDay}
      tick={AXIS_TEXT}
      tickLine={false}
      axisLine={{ stroke: "var(--line)" }}
      interval="equidistantPreserveStart"
      minTickGap={20}
    />
  );
}

function CostAxis({ axis }: { axis: DollarAxis }) {
  const labels = new Map(axis.ticks.map(({ height, label }) => [height, label]));
  return (
    <YAxis
      domain={[0, axis.top]}
      ticks={axis.ticks.map(({ height }) => height)}
      tickFormatter={(height: number) => labels.get(height) ?? ""}
      interval={0}
      tick={AXIS_TEXT}
      tickLine={false}
      axisLine={false}
      width={10 + LABEL_CHARACTER_WIDTH * Math.max(...axis.ticks.map(({ label }) => label.length))}
    />
  );
}

function SeriesBars({ series }: { series: readonly CostSeries[] }) {
  const hatchId = useId();
  return (
    <>
      <HatchPatterns id={hatchId} colors={series.map(({ color }) => color)} />
      {series.map(({ key, color }, index) => (
        <Bar
          key={key}
          dataKey={(point: CostPoint) => point.heights[index]}
          stackId="cost"
          maxBarSize={36}
          isAnimationActive={false}
          shape={(bar) => <DaySegment bar={bar} color={color} hatch={`url(#${hatchId}-${index})`} />}
        />
      ))}
    </>
  );
}

/** A thin line over a halo of background, to be seen across bars of any colour. */
function PreviousLine() {
  const line = { dataKey: "previousHeight", type: "linear", dot: false, isAnimationActive: false } as const;
  return (
    <>
      <Line {...line} stroke="var(--surface)" strokeOpacity={0.85} strokeWidth={3.5} activeDot={false} />
      <Line
        {...line}
        stroke="var(--ink-muted)"
        strokeWidth={1.5}
        activeDot={{ r: 3.5, fill: "var(--ink-muted)", stroke: "var(--surface)" }}
      />
    </>
  );
}

function chartData(days: UsageDay[]) {
  const { series, points } = dailyCostSeries(days);
  const axis = dollarAxis(
    days.flatMap(({ cost, previousCost }) => (previousCost === null ? [cost] : [cost, previousCost])),
  );
  return { series, points, axis };
}

function shortDay(date: string): string {
  return formatUtcDay(new Date(date)).replace(/ \d+$/, "");
}
