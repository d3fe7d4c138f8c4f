"use client";

import { useQuery } from "@tanstack/react-query";
import type { UsagePageView } from "#lib/views/usage-page.ts";
import { AsOfStamp } from "./as-of-stamp.tsx";
import { fetchUsageView } from "./fetch-usage-view.ts";
import { PeriodPicker } from "./period-picker.tsx";
import { RefreshError } from "./refresh-error.ts";
import { UsageBody } from "./usage-body.tsx";

type UsageLiveProps = {
  initialView: UsagePageView;
  endpoint: string;
  gatewayUrl: string;
  apiKeysHref: string;
};

const REFRESH_EVERY_MS = 1_000;

/** Keeps the current period's figures fresh while the tab is visible, without ever taking the last ones away. */
export function UsageLive({ initialView, endpoint, gatewayUrl, apiKeysHref }: UsageLiveProps) {
  const isCurrent = initialView.period.isCurrent;
  const { data: view, error } = useQuery({
    queryKey: ["usage", endpoint],
    queryFn: ({ signal }) => fetchUsageView(endpoint, signal),
    initialData: initialView,
    staleTime: isCurrent ? REFRESH_EVERY_MS : Number.POSITIVE_INFINITY,
    refetchInterval: isCurrent ? REFRESH_EVERY_MS : false,
    retry: false,
    // A later visit starts from the server's fresh view, not from what was left here.
    gcTime: 0,
  });
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <PeriodPicker period={view.period} periods={view.periods} />
        <AsOfStamp
          asOf={view.asOf}
          isCurrent={isCurrent}
          hasFailed={error !== null}
          requestId={error instanceof RefreshError ? error.requestId : null}
        />
      </div>
      <UsageBody view={view} gatewayUrl={gatewayUrl} apiKeysHref={apiKeysHref} />
    </div>
  );
}
