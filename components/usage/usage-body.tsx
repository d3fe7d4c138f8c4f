import type { UsagePageView } from "#lib/views/usage-page.ts";
import { DailyCostSection } from "./daily-cost-section.tsx";
import { ErrorClassSection } from "./error-class-section.tsx";
import { ModelCostSection } from "./model-cost-section.tsx";
import { TokenClassSection } from "./token-class-section.tsx";
import { UsageEmpty } from "./usage-empty.tsx";
import { UsageTotals } from "./usage-totals.tsx";

type UsageBodyProps = { view: UsagePageView; gatewayUrl: string; apiKeysHref: string };

export function UsageBody({ view, gatewayUrl, apiKeysHref }: UsageBodyProps) {
  return (
    <div className="flex flex-col gap-6">
      <UsageTotals view={view} />
      {view.requests.total === 0 ? (
        <UsageEmpty
          period={view.period}
          createKeyRefusal={view.createKeyRefusal}
          snippetModelId={view.snippetModelId}
          gatewayUrl={gatewayUrl}
          apiKeysHref={apiKeysHref}
        />
      ) : (
        <>
          <DailyCostSection days={view.days} periodLabel={view.period.label} />
          <ModelCostSection view={view} />
          <div className="grid gap-6 xl:grid-cols-2">
            <TokenClassSection tokens={view.tokens} cost={view.cost} />
            <ErrorClassSection errors={view.errors} requests={view.requests} />
          </div>
        </>
      )}
    </div>
  );
}
