"use client";

import type { UsagePageView } from "#lib/views/usage-page.ts";
import { AsOfStamp } from "./as-of-stamp.tsx";
import { PeriodPicker } from "./period-picker.tsx";
import { UsageBody } from "./usage-body.tsx";
import { useUsageView } from "./use-usage-view.ts";

export type UsageLiveProps = {
  initialView: UsagePageView;
  /** Answers a GET with the same view as JSON. */
  endpoint: string;
  /** Where to sign in again and come back to this screen. */
  signInHref: string;
  gatewayUrl: string;
  apiKeysHref: string;
};

/** Keeps the current period's figures fresh while the tab is visible, without ever taking the last ones away. */
export function UsageLive({ initialView, endpoint, signInHref, gatewayUrl, apiKeysHref }: UsageLiveProps) {
  const { view, error } = useUsageView(initialView, endpoint);
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <PeriodPicker period={view.period} periods={view.periods} />
        <AsOfStamp asOf={view.asOf} isCurrent={view.period.isCurrent} error={error} signInHref={signInHref} />
      </div>
      <UsageBody view={view} gatewayUrl={gatewayUrl} apiKeysHref={apiKeysHref} />
    </div>
  );
}
