import { clsx } from "clsx";
import type { Ref } from "react";
import type { ChartColumn } from "./column-chart.tsx";
import { segmentFill, UNFINISHED_HATCH } from "./segment-fill.ts";
import { stackSegments } from "./stack-segments.ts";

export type ChartSegment = {
  /** In plotted units. */
  value: number;
  color: string;
  /** "covered" is what the plan pays for. */
  texture: "solid" | "covered";
};

type StackedColumnProps = {
  ref: Ref<HTMLButtonElement>;
  column: ChartColumn;
  top: number;
  isTabStop: boolean;
  onFocus: (isByKeyboard: boolean) => void;
  onBlur: () => void;
  onPoint: () => void;
  onOpen: () => void;
};

/** One day: its whole height is the button, its segments are only seen. */
export function StackedColumn(props: StackedColumnProps) {
  const { ref, column, top, isTabStop, onFocus, onBlur, onPoint, onOpen } = props;
  const isFuture = column.state === "future";
  const segments = stackSegments(
    column.segments.map(({ value }) => value),
    top,
  );
  const stackHeight = segments.reduce((sum, { height }) => sum + height, 0);
  return (
    <button
      ref={ref}
      type="button"
      aria-label={column.words}
      aria-disabled={isFuture || undefined}
      tabIndex={isTabStop ? 0 : -1}
      onFocus={(event) => onFocus(event.currentTarget.matches(":focus-visible"))}
      onBlur={onBlur}
      onPointerEnter={(event) => event.pointerType === "mouse" && onPoint()}
      onClick={() => !isFuture && onOpen()}
      className={clsx(
        "relative h-full min-w-0 flex-1 rounded-t-sm hover:bg-surface-hover/60 focus-visible:-outline-offset-1",
        isFuture && "cursor-default",
      )}
    >
      {/* Room between columns, and no column wider than a thumb when there are few. */}
      <span className="absolute inset-y-0 left-1/2 w-[76%] max-w-9 -translate-x-1/2">
        {segments.map(({ index, bottom, height }) => (
          <span
            key={index}
            className="absolute inset-x-0 min-h-[1.5px] border-b border-surface"
            style={{ bottom: `${bottom}%`, height: `${height}%`, ...segmentFill(column.segments[index]) }}
          />
        ))}
        {column.state === "unfinished" && (
          <span
            className="absolute inset-x-0 bottom-0"
            style={{ background: UNFINISHED_HATCH, height: `${stackHeight}%` }}
          />
        )}
        {column.isPartial && <span className="absolute inset-x-0 bottom-0 h-1 border-x-2 border-b-2 border-ink" />}
      </span>
    </button>
  );
}
