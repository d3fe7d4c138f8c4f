"use client";

import { useCallback, useMemo } from "react";
import { ChartLegend } from "#components/charts/chart-legend.tsx";
import type { UsageGroup } from "#lib/domain/usage/usage-query.ts";
import { ChartSection } from "./chart-section.tsx";
import { costChart } from "./cost-chart.ts";
import { costSummary } from "./cost-summary.ts";
import { DailyCostTable } from "./daily-cost-table.tsx";
import { DailyCostTooltip } from "./daily-cost-tooltip.tsx";
import { exactDailyFigures } from "./exact-daily-figures.ts";
import { GroupPicker } from "./group-picker.tsx";
import { LazyColumnChart } from "./lazy-column-chart.tsx";
import type { UsagePanelProps } from "./usage-panel.ts";
import { useDayOpener } from "./use-day-opener.ts";
import { ZoneNote } from "./zone-note.tsx";

type DailyCostSectionProps = UsagePanelProps & { groupBy: UsageGroup; onGroup: (groupBy: UsageGroup) => void };

const GROUP_WORDS: Record<UsageGroup, string> = {
  model: "model",
  key: "API key",
  member: "member",
  deployment: "deployment",
};

export function DailyCostSection({ view, onOpen, groupBy, onGroup }: DailyCostSectionProps) {
  const chart = useMemo(() => costChart(view), [view]);
  const summary = costSummary(view);
  const openDay = useDayOpener(view, onOpen);
  const { series } = chart;
  const { days } = view;
  const tooltip = useCallback(
    (index: number) => {
      const day = days[index];
      return day && <DailyCostTooltip day={day} series={series} />;
    },
    [days, series],
  );
  return (
    <ChartSection
      title="Daily cost"
      explanation={`Dollars a day by ${GROUP_WORDS[view.query.groupBy]}. Open a day to see its requests.`}
      control={<GroupPicker groupBy={groupBy} onChange={onGroup} />}
      summary={summary}
      exactFigures={exactDailyFigures(view)}
      chart={
        <>
          <LazyColumnChart
            label={summary}
            columns={chart.columns}
            axis={chart.axis}
            lines={chart.lines}
            tooltip={tooltip}
            onOpen={openDay}
            note={<ZoneNote zone={view.query.zone} />}
          />
          <ChartLegend entries={chart.legend} />
        </>
      }
      table={<DailyCostTable view={view} series={series} onOpen={openDay} />}
    />
  );
}
