"use client";

import type { ComponentProps } from "react";
import { AlertsSection } from "#components/alerts/alerts-section.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { Alert } from "#components/ui/alert.tsx";
import { useLiveView } from "#components/ui/use-live-view.ts";
import { AsOfStamp } from "#components/usage/as-of-stamp.tsx";
import type { SpendLimitsView } from "#lib/views/spend-limit.ts";
import type { SpendLimitPageView } from "#lib/views/spend-limit-page.ts";
import { DrillSection } from "./drill-section.tsx";
import { readOnlyReason } from "./limit-words.ts";
import { OpenHoldsSection } from "./open-holds-section.tsx";
import { ScopeLimitsSection } from "./scope-limits-section.tsx";
import type { SpendLimitActions } from "./spend-limit-actions.ts";
import { WorkspaceLimitSection } from "./workspace-limit-section.tsx";

type SpendLimitScreenProps = {
  page: SpendLimitPageView;
  limits: SpendLimitsView;
  /** Answers a GET with the limits as JSON. */
  endpoint: string;
  signInHref: string;
  actions: SpendLimitActions;
  alerts: ComponentProps<typeof AlertsSection>;
};

export function SpendLimitScreen({ page, limits, endpoint, signInHref, actions, alerts }: SpendLimitScreenProps) {
  const { view, error, refresh } = useLiveView(limits, endpoint);
  const bounds = view.limits.filter(({ scopeId }) => scopeId === page.workspaceId || scopeId === page.userId);
  const reason = readOnlyReason(view.canSet, page.role);
  return (
    <div className="flex flex-col gap-5">
      <PageHeader
        title="Spend limit"
        description="What usage may cost at most. It is held before a request is served, so it is never passed."
        action={<AsOfStamp asOf={view.asOf} isCurrent error={error} signInHref={signInHref} />}
      />
      {reason !== null && (
        <Alert tone="info" title="You can look, not change">
          {reason}
        </Alert>
      )}
      <div className="flex flex-col gap-6">
        <WorkspaceLimitSection view={view} workspaceId={page.workspaceId} onChanged={refresh} actions={actions} />
        <ScopeLimitsSection view={view} subjects={page.subjects} onChanged={refresh} actions={actions} />
        <OpenHoldsSection holds={view.holds} />
        <AlertsSection {...alerts} />
        <DrillSection offer={page.drill} bounds={bounds} runDrillAction={actions.runDrill} />
      </div>
    </div>
  );
}
