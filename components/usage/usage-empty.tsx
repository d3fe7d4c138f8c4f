import { ChartColumn } from "lucide-react";
import { RequestSnippet } from "#components/api-keys/request-snippet.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import type { UsageView } from "#lib/views/usage-view.ts";
import { periodName } from "./period-name.ts";

type UsageEmptyProps = Pick<UsageView, "period" | "createKeyRefusal" | "snippetModelId"> & {
  gatewayUrl: string;
  apiKeysHref: string;
};

export function UsageEmpty(props: UsageEmptyProps) {
  const { period, createKeyRefusal, snippetModelId, gatewayUrl, apiKeysHref } = props;
  const name = periodName(period.key);
  if (!period.isCurrent) {
    return (
      <Card>
        <EmptyState icon={<ChartColumn />} title={`No requests in ${name}`}>
          This workspace sent no requests in {period.label}, so nothing was charged.
        </EmptyState>
      </Card>
    );
  }
  if (createKeyRefusal !== null) {
    return (
      <Card>
        <EmptyState icon={<ChartColumn />} title={`No requests in ${name} yet`}>
          Daily cost, tokens by class, cost by model and errors appear here with the first request. {createKeyRefusal}
        </EmptyState>
      </Card>
    );
  }
  return (
    <Card>
      <EmptyState
        icon={<ChartColumn />}
        title={`No requests in ${name} yet`}
        action={
          <ButtonLink tone="primary" href={apiKeysHref}>
            Go to API keys
          </ButtonLink>
        }
      >
        Daily cost, tokens by class, cost by model and errors appear here within seconds of your first request.
        {snippetModelId !== null && " Create an API key, then send one of these:"}
      </EmptyState>
      <div className="mx-auto -mt-4 max-w-2xl px-4 pb-8 sm:px-5">
        <RequestSnippet gatewayUrl={gatewayUrl} modelId={snippetModelId} secret={null} />
      </div>
    </Card>
  );
}
