"use client";

import { type KeyboardEvent, memo, type ReactNode, useRef, useState } from "react";
import type { ChartAxis } from "./chart-axis.ts";
import { type ChartLine, ChartLines } from "./chart-lines.tsx";
import { columnAfterKey } from "./column-after-key.ts";
import { ColumnLabels } from "./column-labels.tsx";
import { ColumnTooltip } from "./column-tooltip.tsx";
import { type ChartSegment, StackedColumn } from "./stacked-column.tsx";
import { ValueAxis } from "./value-axis.tsx";

export type ChartColumn = {
  /** A local day, "2026-11-14": the same on every refresh. */
  key: string;
  /** Beneath the column, where there is room: "14 Nov". */
  tick: string;
  /** The column in words, for those who do not see it, with what a press of Enter does. */
  words: string;
  state: "complete" | "unfinished" | "future";
  /** Whether only a part of it is shown. */
  isPartial: boolean;
  segments: ChartSegment[];
};

type ColumnChartProps = {
  /** The chart in words. */
  label: string;
  columns: readonly ChartColumn[];
  axis: ChartAxis;
  lines?: readonly ChartLine[];
  /** What a column says in figures while it is pointed at. */
  tooltip: (index: number) => ReactNode;
  onOpen: (index: number) => void;
  /** Said beside the lower axis: the zone that days are cut in. */
  note: ReactNode;
};

/**
 * Stacked columns over one axis, drawn by the browser's own layout: nothing is measured, so the server's page is final,
 * nothing moves when scripts arrive, and a refresh changes heights only.
 */
export const ColumnChart = memo(function ColumnChart(props: ColumnChartProps) {
  const { label, columns, axis, lines = [], tooltip, onOpen, note } = props;
  const [pointedAt, setPointedAt] = useState<number | null>(null);
  const shown = pointedAt !== null && pointedAt < columns.length ? pointedAt : null;
  return (
    <div className="flex flex-col gap-1">
      <div className="flex gap-2">
        <ValueAxis axis={axis} />
        <div className="min-w-0 flex-1">
          <div className="relative h-64" onPointerLeave={() => setPointedAt(null)}>
            <GridLines axis={axis} />
            <Columns label={label} columns={columns} top={axis.top} onPoint={setPointedAt} onOpen={onOpen} />
            <ChartLines lines={lines} top={axis.top} columnCount={columns.length} pointedAt={shown} />
            {shown !== null && (
              <ColumnTooltip index={shown} columnCount={columns.length}>
                {tooltip(shown)}
              </ColumnTooltip>
            )}
          </div>
          <ColumnLabels ticks={columns.map(({ tick }) => tick)} />
        </div>
      </div>
      <p className="text-right text-xs text-ink-muted">{note}</p>
    </div>
  );
});

function GridLines({ axis }: { axis: ChartAxis }) {
  return axis.ticks.map(({ height }) => (
    <span
      key={height}
      aria-hidden="true"
      className="absolute inset-x-0 h-px bg-line"
      style={{ bottom: `${(100 * height) / axis.top}%` }}
    />
  ));
}

type ColumnsProps = Pick<ColumnChartProps, "label" | "columns" | "onOpen"> & {
  top: number;
  onPoint: (index: number | null) => void;
};

/** One stop of the Tab key for all; arrows lead from column to column. */
function Columns({ label, columns, top, onPoint, onOpen }: ColumnsProps) {
  const [current, setCurrent] = useState(0);
  const buttons = useRef<(HTMLButtonElement | null)[]>([]);
  const stop = Math.min(current, columns.length - 1);
  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "Escape") onPoint(null);
    const next = columnAfterKey(event.key, stop, columns.length);
    if (next === null) return;
    event.preventDefault();
    buttons.current[next]?.focus();
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for form fields; these buttons are the days of one chart
    <div role="group" aria-label={label} onKeyDown={onKeyDown} className="absolute inset-0 flex">
      {columns.map((column, index) => (
        <StackedColumn
          key={column.key}
          ref={(button) => {
            buttons.current[index] = button;
          }}
          column={column}
          top={top}
          isTabStop={index === stop}
          onFocus={(isByKeyboard) => {
            setCurrent(index);
            if (isByKeyboard) onPoint(index);
          }}
          onBlur={() => onPoint(null)}
          onPoint={() => onPoint(index)}
          onOpen={() => onOpen(index)}
        />
      ))}
    </div>
  );
}
