import type { ReactNode } from "react";
import { Card } from "#components/ui/card.tsx";
import { ExactMoney } from "#components/ui/exact-money.tsx";
import { formatCount } from "#components/ui/format-count.ts";
import { formatShare } from "#components/ui/format-share.ts";
import { Money } from "#components/ui/money.tsx";
import { TokenCount } from "#components/ui/token-count.tsx";
import { fromExactDollars } from "#lib/domain/money.ts";
import type { UsageView } from "#lib/views/usage-view.ts";
import { ComparisonLine } from "./comparison-line.tsx";
import { countErrors } from "./error-classes.ts";
import { ForecastFigure } from "./forecast-figure.tsx";
import { LimitStrip } from "./limit-strip.tsx";

/** The number the screen is about, what it is made of, and where it leads. */
export function UsageTotals({ view }: { view: UsageView }) {
  const { requests, tokens, errors } = view;
  const failed = countErrors(errors, true) + countErrors(errors, false);
  return (
    <Card>
      <dl className="grid grid-cols-3 divide-line lg:grid-cols-[minmax(0,2.2fr)_minmax(0,1.6fr)_repeat(3,minmax(0,1fr))] lg:divide-x">
        <CostFigure view={view} />
        <ForecastFigure view={view} />
        <Total label="Requests" note={`${formatCount(requests.served)} served`}>
          <span data-exact={requests.total} className="figures">
            {formatCount(requests.total)}
          </span>
        </Total>
        <Total
          label="Tokens"
          note={
            <>
              <TokenCount value={tokens.output} /> output
            </>
          }
        >
          <TokenCount value={tokens.total} />
        </Total>
        <Total label="Errors" note={`${formatShare(requests.total === 0 ? 0 : failed / requests.total)} of requests`}>
          <span data-exact={failed} className="figures">
            {formatCount(failed)}
          </span>
        </Total>
      </dl>
      {view.limit !== null && <LimitStrip view={view} limit={view.limit} />}
    </Card>
  );
}

function CostFigure({ view }: { view: UsageView }) {
  const { split, included, period } = view;
  return (
    <div className="col-span-3 flex flex-col gap-1 border-line p-4 max-lg:border-b sm:p-5 lg:col-span-1">
      <dt className="text-sm text-ink-muted">{period.isCurrent ? "Cost so far" : "Cost"}</dt>
      <dd className="flex flex-col gap-1">
        <ExactMoney exact={split.total} what="cost" className="text-figure font-semibold tracking-tight" />
        <p className="text-sm">
          <CostParts split={split} />
          {included !== null && !view.isFiltered && fromExactDollars(included.granted) !== 0n && (
            <span className="text-ink-muted">
              {" "}
              (<Money exact={included.used} /> of its <Money exact={included.granted} /> used)
            </span>
          )}
        </p>
        <div className="min-h-10 xl:min-h-5">
          <ComparisonLine view={view} />
        </div>
      </dd>
    </div>
  );
}

function CostParts({ split }: Pick<UsageView, "split">) {
  if (fromExactDollars(split.total) === 0n) return "Nothing was charged";
  if (fromExactDollars(split.covered) === 0n) return "All of it is charged";
  return (
    <>
      <Money exact={split.charged} className="font-medium" /> charged, <Money exact={split.covered} /> covered by the
      plan
    </>
  );
}

function Total({ label, note, children }: { label: string; note: ReactNode; children: ReactNode }) {
  return (
    <div className="flex min-w-0 flex-col gap-1 p-4 sm:p-5">
      <dt className="text-sm text-ink-muted">{label}</dt>
      <dd className="flex flex-col gap-1">
        <span className="text-lg font-semibold tracking-tight sm:text-title lg:leading-9">{children}</span>
        <span className="text-xs text-ink-muted sm:text-sm">{note}</span>
      </dd>
    </div>
  );
}
