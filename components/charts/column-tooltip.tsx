import { clsx } from "clsx";
import type { CSSProperties, ReactNode } from "react";

type ColumnTooltipProps = { index: number; columnCount: number; children: ReactNode };

/** Beside its column, on the side with more room; on a phone above all of them, where nothing is pointed at for long. */
export function ColumnTooltip({ index, columnCount, children }: ColumnTooltipProps) {
  const isLeft = index * 2 < columnCount;
  const edge = (100 * (isLeft ? index + 1 : columnCount - index)) / columnCount;
  return (
    <div
      role="tooltip"
      className={clsx(
        "pointer-events-none absolute top-0 z-5 flex w-64 flex-col gap-1.5 rounded-lg bg-surface-raised px-3 py-2.5 text-xs text-ink shadow-popup",
        "max-sm:right-0 max-sm:left-auto",
        isLeft ? "sm:left-(--edge) sm:ml-2" : "sm:right-(--edge) sm:mr-2",
      )}
      style={{ "--edge": `${edge}%` } as CSSProperties}
    >
      {children}
    </div>
  );
}
