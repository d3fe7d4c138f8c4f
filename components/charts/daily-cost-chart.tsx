"use client";

import { memo, useId, useMemo } from "react";
import { Bar, BarChart, CartesianGrid, Line, Tooltip, type TooltipContentProps, XAxis, YAxis } from "recharts";
import { formatUtcDay } from "#lib/domain/billing-period.ts";
import type { UsageDay } from "#lib/views/usage-page.ts";
import { DailyCostLegend } from "./daily-cost-legend.tsx";
import { type CostPoint, dailyCostSeries } from "./daily-cost-series.ts";
import { dailyCostSummary } from "./daily-cost-summary.ts";
import { DailyCostTooltip } from "./daily-cost-tooltip.tsx";
import { DaySegment } from "./day-segment.tsx";
import { dollarAxis } from "./dollar-axis.ts";
import { HatchPatterns } from "./hatch-patterns.tsx";

type DailyCostChartProps = { days: UsageDay[]; periodLabel: string };

const LABEL_CHARACTER_WIDTH = 7;
const AXIS_TEXT = { fill: "var(--ink-muted)", fontSize: 12 };

export const DailyCostChart = memo(function DailyCostChart({ days, periodLabel }: DailyCostChartProps) {
  const hatchId = useId();
  const { series, points, axis } = useMemo(() => chartData(days), [days]);
  const labels = new Map(axis.ticks.map(({ height, label }) => [height, label]));
  const axisWidth = 10 + LABEL_CHARACTER_WIDTH * Math.max(...axis.ticks.map(({ label }) => label.length));
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
          <HatchPatterns id={hatchId} colors={series.map(({ color }) => color)} />
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis
            dataKey="date"
            tickFormatter={shortDay}
            tick={AXIS_TEXT}
            tickLine={false}
            axisLine={{ stroke: "var(--line)" }}
            interval="equidistantPreserveStart"
            minTickGap={20}
          />
          <YAxis
            domain={[0, axis.top]}
            ticks={axis.ticks.map(({ height }) => height)}
            tickFormatter={(height: number) => labels.get(height) ?? ""}
            interval={0}
            tick={AXIS_TEXT}
            tickLine={false}
            axisLine={false}
            width={axisWidth}
          />
          <Tooltip
            cursor={{ fill: "var(--surface-hover)", opacity: 0.6 }}
            isAnimationActive={false}
            wrapperStyle={{ zIndex: 5 }}
            content={({ active, payload }: TooltipContentProps) => {
              const point: CostPoint | undefined = payload[0]?.payload;
              return active && point ? <DailyCostTooltip point={point} series={series} /> : null;
            }}
          />
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
          <Line
            dataKey="previousHeight"
            type="linear"
            stroke="var(--surface)"
            strokeOpacity={0.85}
            strokeWidth={3.5}
            dot={false}
            activeDot={false}
            isAnimationActive={false}
          />
          <Line
            dataKey="previousHeight"
            type="linear"
            stroke="var(--ink-muted)"
            strokeWidth={1.5}
            dot={false}
            activeDot={{ r: 3.5, fill: "var(--ink-muted)", stroke: "var(--surface)" }}
            isAnimationActive={false}
          />
        </BarChart>
      </div>
      <DailyCostLegend series={series} points={points} />
    </div>
  );
});

function chartData(days: UsageDay[]) {
  const { series, points } = dailyCostSeries(days);
  const axis = dollarAxis(days.flatMap(({ cost, previousCost }) => [cost, previousCost ?? "0.00"]));
  return { series, points, axis };
}

function shortDay(date: string): string {
  return formatUtcDay(new Date(date)).replace(/ \d+$/, "");
}
