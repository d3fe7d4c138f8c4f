"use client";

import { useCallback, useMemo } from "react";
import { ChartLegend } from "#components/charts/chart-legend.tsx";
import { countAxis } from "#components/charts/count-axis.ts";
import { formatCount } from "#components/ui/format-count.ts";
import { USAGE_STATUSES } from "#lib/domain/usage/usage-status.ts";
import type { UsageView } from "#lib/views/usage-view.ts";
import { ChartSection } from "./chart-section.tsx";
import { countColumns } from "./count-columns.ts";
import { DayTooltipHead, TooltipRow } from "./day-tooltip.tsx";
import { countErrors, ERROR_KINDS } from "./error-classes.ts";
import { errorsSummary } from "./errors-summary.ts";
import { ErrorsTable } from "./errors-table.tsx";
import { exactErrorFigures } from "./exact-error-figures.ts";
import { LazyColumnChart } from "./lazy-column-chart.tsx";
import type { UsagePanelProps } from "./usage-panel.ts";
import { useDayOpener } from "./use-day-opener.ts";
import { ZoneNote } from "./zone-note.tsx";

const FAILED = USAGE_STATUSES.filter((status) => status !== "succeeded");

export function ErrorsSection({ view, onOpen }: UsagePanelProps) {
  const { days, query } = view;
  const columns = useMemo(() => errorColumns(days), [days]);
  const axis = useMemo(
    () => countAxis(days.map(({ errors }) => countErrors(errors, true) + countErrors(errors, false))),
    [days],
  );
  const openDay = useDayOpener(view, onOpen, FAILED);
  const tooltip = useCallback((index: number) => <ErrorsTooltip day={days[index]} />, [days]);
  const summary = errorsSummary(view);
  const shown = ERROR_KINDS.filter(({ count }) => count(view.errors) > 0);
  return (
    <ChartSection
      title="Errors by cause"
      explanation="Requests that were not served whole: solid where you paid for a part, faint where you did not."
      summary={summary}
      exactFigures={exactErrorFigures(view)}
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
          <ChartLegend
            entries={shown.map(({ key, name, color, isPaid }) => ({
              key,
              name: `${name}: ${isPaid ? "you paid" : "you did not"}`,
              mark: { kind: isPaid ? "series" : "covered", color },
            }))}
          />
        </>
      }
      table={<ErrorsTable view={view} />}
    />
  );
}

function errorColumns(days: UsageView["days"]) {
  return countColumns(days, {
    segments: ({ errors }) =>
      ERROR_KINDS.map(({ count, color, isPaid }) => ({
        value: count(errors),
        color,
        texture: isPaid ? "solid" : "covered",
      })),
    words: ({ errors }) =>
      `${formatCount(countErrors(errors, true))} that you paid for, ${formatCount(countErrors(errors, false))} that you did not`,
  });
}

function ErrorsTooltip({ day }: { day: UsageView["days"][number] | undefined }) {
  if (!day) return null;
  return (
    <>
      <DayTooltipHead day={day} />
      <dl className="flex flex-col gap-1">
        {ERROR_KINDS.filter(({ count }) => count(day.errors) > 0).map(({ key, name, color, count }) => (
          <TooltipRow key={key} color={color} name={name}>
            <span className="figures">{formatCount(count(day.errors))}</span>
          </TooltipRow>
        ))}
        <TooltipRow name="You paid" isTotal>
          <span className="figures">{formatCount(countErrors(day.errors, true))}</span>
        </TooltipRow>
        <TooltipRow name="You did not">
          <span className="figures">{formatCount(countErrors(day.errors, false))}</span>
        </TooltipRow>
      </dl>
    </>
  );
}
