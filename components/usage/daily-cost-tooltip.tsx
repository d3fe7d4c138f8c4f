import { Money } from "#components/ui/money.tsx";
import { fromExactDollars, toExactDollars } from "#lib/domain/money.ts";
import type { UsageDayView } from "#lib/views/usage-view.ts";
import { type CostSeries, dayPart } from "./cost-series.ts";
import { DayTooltipHead, TooltipRow } from "./day-tooltip.tsx";

/** One day in figures: what each series cost, what the plan covers, the total, and the day of the previous period. */
export function DailyCostTooltip({ day, series }: { day: UsageDayView; series: readonly CostSeries[] }) {
  const rows = series
    .map((one) => ({ one, ...dayPart(day, one) }))
    .map(({ one, covered, charged }) => ({ one, cost: covered + charged }))
    .filter(({ cost }) => cost !== 0n);
  return (
    <>
      <DayTooltipHead day={day} />
      {day.state !== "future" && (
        <dl className="flex flex-col gap-1">
          {rows.map(({ one, cost }) => (
            <TooltipRow key={one.key} color={one.color} name={one.name}>
              <Money exact={toExactDollars(cost)} />
            </TooltipRow>
          ))}
          <TooltipRow name="Total" isTotal>
            <Money exact={day.cost.total} />
          </TooltipRow>
          {fromExactDollars(day.cost.covered) !== 0n && (
            <>
              <TooltipRow name="Covered by the plan">
                <Money exact={day.cost.covered} />
              </TooltipRow>
              <TooltipRow name="Charged">
                <Money exact={day.cost.charged} />
              </TooltipRow>
            </>
          )}
        </dl>
      )}
      {day.previous !== null && (
        <dl className="text-ink-muted">
          <TooltipRow name={`Previous period, day ${Number(day.previous.date.slice(-2))}`}>
            <Money exact={day.previous.cost} />
          </TooltipRow>
        </dl>
      )}
    </>
  );
}
