import type { ReactNode } from "react";
import type { CostPoint, CostSeries } from "./daily-cost-series.ts";
import { SeriesSwatch } from "./series-swatch.tsx";

type DailyCostLegendProps = { series: readonly CostSeries[]; points: readonly CostPoint[] };

const HATCH = "repeating-linear-gradient(-45deg, var(--ink-subtle) 0 1.5px, transparent 1.5px 3.5px)";

export function DailyCostLegend({ series, points }: DailyCostLegendProps) {
  const isUnderWay = points.some(({ state }) => state === "unfinished");
  const hasPrevious = points.some(({ previous }) => previous !== null);
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1.5 text-xs text-ink-muted">
      {series.map(({ key, name, color }) => (
        <LegendItem key={key} mark={<SeriesSwatch color={color} />}>
          {name}
        </LegendItem>
      ))}
      {isUnderWay && (
        <LegendItem
          mark={
            <span
              aria-hidden="true"
              className="size-2.5 shrink-0 rounded-[3px] border border-line-strong"
              style={{ background: HATCH }}
            />
          }
        >
          Today, not over yet
        </LegendItem>
      )}
      {hasPrevious && (
        <LegendItem mark={<span aria-hidden="true" className="h-0.5 w-3.5 shrink-0 bg-ink-muted" />}>
          Previous period
        </LegendItem>
      )}
    </ul>
  );
}

function LegendItem({ mark, children }: { mark: ReactNode; children: string }) {
  return (
    <li className="flex min-w-0 items-center gap-1.5">
      {mark}
      <span title={children} className="truncate">
        {children}
      </span>
    </li>
  );
}
