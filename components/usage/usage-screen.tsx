"use client";

import { lazy, Suspense, useCallback, useState } from "react";
import { formatUsageQuery, type UsageQuery } from "#lib/domain/usage/usage-query.ts";
import type { UsageView } from "#lib/views/usage-view.ts";
import { ExportMenu } from "./export-menu.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { PeriodPicker } from "./period-picker.tsx";
import { UsageBody } from "./usage-body.tsx";
import { NO_FILTERS } from "./usage-filters.ts";
import { UsageHeader } from "./usage-header.tsx";
import type { RequestsWanted } from "./usage-panel.ts";
import { UsageRefused } from "./usage-refused.tsx";
import { UsageStamps } from "./usage-stamps.tsx";
import { useUsageQuery } from "./use-usage-query.ts";
import { useUsageView } from "./use-usage-view.ts";
import { useViewerZone } from "./use-viewer-zone.ts";

const RequestsDialog = lazy(async () => ({ default: (await import("./requests-dialog.tsx")).RequestsDialog }));

export type UsageScreenProps = {
  initialView: UsageView;
  /** What the address asks for, and the zone that the reader is taken to be in. */
  initialQuery: UsageQuery;
  assumedZone: string;
  /** Answers GETs with the same view, the requests behind it and files of it. */
  endpoint: string;
  /** Where to sign in again; ends in this screen's path, to which its parameters are added. */
  signInHref: string;
  gatewayUrl: string;
  apiKeysHref: string;
};

/** Keeps the figures that the address asks for fresh while the tab is visible, without ever taking the last ones away. */
export function UsageScreen(props: UsageScreenProps) {
  const { initialView, initialQuery, assumedZone, endpoint, signInHref } = props;
  const viewerZone = useViewerZone(assumedZone);
  const { query, hrefOf, change } = useUsageQuery(initialQuery);
  const search = searchOf(query, viewerZone);
  const initial = { endpoint: `${endpoint}?${searchOf(initialQuery, assumedZone)}`, view: initialView };
  const { view, error, isChanging, retry } = useUsageView({ endpoint: `${endpoint}?${search}`, initial });
  const [wanted, setWanted] = useState<RequestsWanted | null>(null);
  const clearFilters = useCallback(() => change(NO_FILTERS), [change]);
  const known = view ?? initialView;
  const signIn = signInHref + encodeURIComponent(searchText(query));
  return (
    <div className="flex flex-col gap-5">
      <UsageHeader action={<ExportMenu exportHref={(file) => `${endpoint}/export?${search}&view=${file}`} />} />
      <div className="flex flex-col gap-3">
        <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
          <PeriodPicker
            period={known.period}
            periods={known.periods}
            periodKey={query.periodKey}
            hrefOf={hrefOf}
            change={change}
          />
          <UsageStamps view={known} error={view === null ? null : error} isChanging={isChanging} signInHref={signIn} />
        </div>
        <FilterBar query={query} options={known.options} viewerZone={viewerZone} onChange={change} />
      </div>
      {view === null ? (
        <UsageRefused error={error} onRetry={retry} signInHref={signIn} />
      ) : (
        <div aria-busy={isChanging} className={isChanging ? "opacity-60" : undefined}>
          <UsageBody
            view={view}
            onOpen={setWanted}
            groupBy={query.groupBy}
            onGroup={(groupBy) => change({ groupBy })}
            onClearFilters={clearFilters}
            gatewayUrl={props.gatewayUrl}
            apiKeysHref={props.apiKeysHref}
          />
        </div>
      )}
      {wanted !== null && (
        <Suspense>
          <RequestsDialog wanted={wanted} endpoint={`${endpoint}/requests`} onClose={() => setWanted(null)} />
        </Suspense>
      )}
    </div>
  );
}

function searchOf(query: UsageQuery, viewerZone: string): string {
  return formatUsageQuery({ ...query, zone: query.zone ?? viewerZone }).toString();
}

function searchText(query: UsageQuery): string {
  const search = formatUsageQuery(query).toString();
  return search === "" ? "" : `?${search}`;
}
