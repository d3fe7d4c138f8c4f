import { Money } from "#components/ui/money.tsx";
import { formatUtcDay } from "#lib/domain/billing-period.ts";
import type { UsageView } from "#lib/views/usage-view.ts";

const DAY_MS = 86_400_000;

/** Where the period is heading, as a range; for one that is over, what was charged. */
export function ForecastFigure({ view: { forecast, split, period } }: { view: UsageView }) {
  const lastDay = formatUtcDay(new Date(Date.parse(period.end) - DAY_MS)).replace(/ \d+$/, "");
  return (
    <div className="col-span-3 flex min-w-0 flex-col gap-1 border-line p-4 max-lg:border-b sm:p-5 lg:col-span-1">
      <dt className="text-sm text-ink-muted">{forecast === null ? "Charged" : `Forecast to ${lastDay}`}</dt>
      <dd className="flex flex-col gap-1">
        <span className="text-lg font-semibold tracking-tight sm:text-title lg:leading-9">
          <Money exact={forecast === null ? split.charged : forecast.total.point} />
        </span>
        <span className="text-xs text-ink-muted sm:text-sm">
          {forecast === null ? (
            "beyond what the plan covers"
          ) : (
            <>
              between <Money exact={forecast.total.low} /> and <Money exact={forecast.total.high} />;{" "}
              <Money exact={forecast.charged.point} /> of it charged
            </>
          )}
        </span>
      </dd>
    </div>
  );
}
