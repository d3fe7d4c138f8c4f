import { clsx } from "clsx";
import { tickStride } from "./tick-stride.ts";

/** The labels beneath the columns: as many as fit, fewer on a phone. */
export function ColumnLabels({ ticks }: { ticks: readonly string[] }) {
  const { wide, narrow } = tickStride(ticks.length);
  return (
    <div aria-hidden="true" className="relative mt-1.5 h-4 overflow-hidden text-xs text-ink-muted">
      {ticks.map((tick, index) =>
        // Labels of the last columns would be cut at the edge.
        index % wide === 0 && (wide === 1 || index < ticks.length - Math.ceil(wide / 2)) ? (
          <span
            key={tick}
            className={clsx(
              "figures absolute -translate-x-1/2 first:translate-x-0",
              index % narrow !== 0 && "hidden sm:block",
            )}
            style={{ left: index === 0 ? 0 : `${(100 * (index + 0.5)) / ticks.length}%` }}
          >
            {tick}
          </span>
        ) : null,
      )}
    </div>
  );
}
