import { Money } from "#components/ui/money.tsx";
import { formatUtcDay } from "#lib/domain/billing-period.ts";
import { fromExactDollars } from "#lib/domain/money.ts";
import type { CostPoint, CostSeries } from "./daily-cost-series.ts";
import { SeriesSwatch } from "./series-swatch.tsx";

const STATE_NOTES = { complete: "UTC", unfinished: "UTC, not over yet", future: "UTC, not begun" } as const;

/** One day in figures: what each series cost, the total, and the same day of the previous period. */
export function DailyCostTooltip({ point, series }: { point: CostPoint; series: readonly CostSeries[] }) {
  const charged = series
    .flatMap(({ key, name, color }, index) => {
      const exact = point.amounts[index];
      return exact === undefined || fromExactDollars(exact) === 0n ? [] : [{ key, name, color, exact }];
    })
    .reverse();
  return (
    <div className="flex min-w-52 max-w-72 flex-col gap-1.5 rounded-lg bg-surface-raised px-3 py-2.5 text-xs text-ink shadow-popup">
      <p className="text-ink-muted">
        <span className="text-sm font-medium text-ink">{formatUtcDay(new Date(point.date))}</span>{" "}
        {STATE_NOTES[point.state]}
      </p>
      {point.state !== "future" && (
        <dl className="flex flex-col gap-1">
          {charged.map(({ key, name, color, exact }) => (
            <div key={key} className="flex items-center gap-2">
              <SeriesSwatch color={color} />
              <dt className="min-w-0 flex-1 truncate">{name}</dt>
              <dd>
                <Money exact={exact} />
              </dd>
            </div>
          ))}
          <div className="mt-0.5 flex justify-between gap-4 border-t border-line pt-1.5 text-sm font-medium">
            <dt>Total</dt>
            <dd>
              <Money exact={point.total} />
            </dd>
          </div>
        </dl>
      )}
      {point.previous !== null && (
        <dl className="flex justify-between gap-4 text-ink-muted">
          <dt>Same day, previous period</dt>
          <dd>
            <Money exact={point.previous} />
          </dd>
        </dl>
      )}
    </div>
  );
}
