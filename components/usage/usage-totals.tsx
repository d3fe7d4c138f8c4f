import type { ReactNode } from "react";
import { Card } from "#components/ui/card.tsx";
import { ExactMoney } from "#components/ui/exact-money.tsx";
import { formatCount } from "#components/ui/format-count.ts";
import { formatShare } from "#components/ui/format-share.ts";
import { TokenCount } from "#components/ui/token-count.tsx";
import type { UsagePageView } from "#lib/views/usage-page.ts";
import { CostChangeLine } from "./cost-change-line.tsx";

export function UsageTotals({ view }: { view: UsagePageView }) {
  const { requests, tokens } = view;
  return (
    <Card>
      <dl className="grid grid-cols-3 divide-line max-lg:gap-y-px lg:grid-cols-[minmax(0,2fr)_repeat(3,minmax(0,1fr))] lg:divide-x">
        <div className="col-span-3 flex flex-col gap-1 border-line p-4 max-lg:border-b sm:p-5 lg:col-span-1">
          <dt className="text-sm text-ink-muted">{view.period.isCurrent ? "Cost so far" : "Cost"}</dt>
          <dd className="flex flex-col gap-1">
            <ExactMoney exact={view.cost.total} what="cost" className="text-figure font-semibold tracking-tight" />
            <div className="min-h-10 xl:min-h-5">
              <CostChangeLine cost={view.cost.total} comparison={view.comparison} isUnderWay={view.period.isCurrent} />
            </div>
          </dd>
        </div>
        <Total label="Requests" note={`${formatCount(requests.served)} served`}>
          <span data-exact={requests.total} className="figures">
            {formatCount(requests.total)}
          </span>
        </Total>
        <Total label="Tokens" note={<TokenNote tokens={tokens} />}>
          <TokenCount value={tokens.total} />
        </Total>
        <Total label="Errors" note={`${formatShare(errorShare(requests))} of requests`}>
          <span data-exact={requests.failed} className="figures">
            {formatCount(requests.failed)}
          </span>
        </Total>
      </dl>
    </Card>
  );
}

function TokenNote({ tokens }: Pick<UsagePageView, "tokens">) {
  return (
    <>
      <TokenCount value={tokens.output} /> output
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

function errorShare({ total, failed }: UsagePageView["requests"]): number {
  return total === 0 ? 0 : failed / total;
}
