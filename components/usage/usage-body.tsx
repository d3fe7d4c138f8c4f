import type { UsageGroup } from "#lib/domain/usage/usage-query.ts";
import { DailyCostSection } from "./daily-cost-section.tsx";
import { ErrorsSection } from "./errors-section.tsx";
import { ModelCostSection } from "./model-cost-section.tsx";
import { NothingFiltered } from "./nothing-filtered.tsx";
import { TokensSection } from "./tokens-section.tsx";
import { TrafficSection } from "./traffic-section.tsx";
import { UsageEmpty } from "./usage-empty.tsx";
import type { UsagePanelProps } from "./usage-panel.ts";
import { UsageTotals } from "./usage-totals.tsx";

type UsageBodyProps = UsagePanelProps & {
  groupBy: UsageGroup;
  onGroup: (groupBy: UsageGroup) => void;
  onClearFilters: () => void;
  gatewayUrl: string;
  apiKeysHref: string;
};

export function UsageBody(props: UsageBodyProps) {
  const { view, onOpen, groupBy, onGroup, onClearFilters, gatewayUrl, apiKeysHref } = props;
  const isEmpty = view.requests.total === 0;
  return (
    <div className="flex flex-col gap-6">
      <UsageTotals view={view} />
      {isEmpty && view.isFiltered && <NothingFiltered onClear={onClearFilters} />}
      {isEmpty && !view.isFiltered && (
        <UsageEmpty
          period={view.period}
          createKeyRefusal={view.createKeyRefusal}
          snippetModelId={view.snippetModelId}
          gatewayUrl={gatewayUrl}
          apiKeysHref={apiKeysHref}
        />
      )}
      {!isEmpty && (
        <>
          <DailyCostSection view={view} onOpen={onOpen} groupBy={groupBy} onGroup={onGroup} />
          <ModelCostSection view={view} />
          <TrafficSection view={view} onOpen={onOpen} />
          <div className="grid items-start gap-6 xl:grid-cols-2">
            <TokensSection view={view} onOpen={onOpen} />
            <ErrorsSection view={view} onOpen={onOpen} />
          </div>
        </>
      )}
    </div>
  );
}
