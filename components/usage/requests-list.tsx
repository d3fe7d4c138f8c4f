"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { formatDuration } from "#components/charts/format-duration.ts";
import { modelColor } from "#components/charts/model-color.ts";
import { SeriesSwatch } from "#components/charts/series-swatch.tsx";
import { Button } from "#components/ui/button.tsx";
import { type DataColumn, DataTable } from "#components/ui/data-table.tsx";
import { Money } from "#components/ui/money.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { TokenCount } from "#components/ui/token-count.tsx";
import { formatUsageQuery } from "#lib/domain/usage/usage-query.ts";
import type { UsageRequestRow, UsageRequestsView } from "#lib/views/usage-requests-view.ts";
import { fetchJson } from "./fetch-json.ts";
import { ReadFailure } from "./read-failure.tsx";
import { StatusBadge } from "./status-badge.tsx";
import type { RequestsWanted } from "./usage-panel.ts";
import { timeInZone } from "./zoned-time.ts";

type RequestsListProps = { wanted: RequestsWanted; endpoint: string; onChoose: (requestId: string) => void };

export function RequestsList({ wanted, endpoint, onChoose }: RequestsListProps) {
  const address = `${endpoint}?${requestsSearch(wanted)}`;
  const { data, error, isFetching, hasNextPage, fetchNextPage, refetch } = useInfiniteQuery({
    queryKey: ["usage-requests", address],
    queryFn: ({ pageParam, signal }) =>
      fetchJson<UsageRequestsView>(
        pageParam === null ? address : `${address}&cursor=${encodeURIComponent(pageParam)}`,
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
    gcTime: 0,
  });
  if (data === undefined)
    return error === null ? <ListSkeleton /> : <ReadFailure error={error} onRetry={() => void refetch()} />;
  const rows = data.pages.flatMap(({ requests }) => requests);
  return (
    <div className="flex flex-col gap-3">
      {data.pages[0]?.isOwnOnly && (
        <p className="text-sm text-ink-muted">
          These are your own requests. Those of others are in the totals; owners and admins see them here.
        </p>
      )}
      {rows.length === 0 ? (
        <p className="py-6 text-center text-sm text-ink-muted">No requests in this span with these filters.</p>
      ) : (
        <div className="-mx-5">
          <DataTable
            size="many"
            caption={wanted.title}
            columns={columnsOf(wanted.query.zone ?? "UTC", onChoose)}
            rows={rows}
            rowKey={({ requestId }) => requestId}
          />
        </div>
      )}
      {error !== null && <ReadFailure error={error} onRetry={() => void fetchNextPage()} />}
      {error === null && hasNextPage && (
        <div className="flex justify-center">
          <Button isPending={isFetching} onClick={() => void fetchNextPage()}>
            Load more
          </Button>
        </div>
      )}
    </div>
  );
}

function requestsSearch({ query, start, end }: RequestsWanted): string {
  const search = formatUsageQuery(query);
  search.set("from", start);
  search.set("to", end);
  return search.toString();
}

function columnsOf(zone: string, onChoose: (requestId: string) => void): readonly DataColumn<UsageRequestRow>[] {
  return [
    {
      key: "at",
      header: "Time",
      isRowHeader: true,
      cell: ({ at, requestId }) => (
        <button
          type="button"
          onClick={() => onChoose(requestId)}
          className="figures rounded-sm underline decoration-line-strong decoration-dotted underline-offset-4 hover:decoration-solid"
        >
          {timeInZone(at, zone)}
          <span className="sr-only">, show how its cost came about</span>
        </button>
      ),
    },
    {
      key: "model",
      header: "Model",
      className: "tabular:max-w-44",
      cell: ({ modelId, modelName }) => (
        <span title={modelName} className="flex min-w-0 items-center gap-2">
          <SeriesSwatch color={modelColor(modelId)} />
          <span className="truncate">{modelName}</span>
        </span>
      ),
    },
    { key: "key", header: "API key", className: "tabular:max-w-36", cell: ({ keyName }) => <Cut text={keyName} /> },
    {
      key: "member",
      header: "Member",
      className: "tabular:max-w-36",
      cell: ({ memberName }) => <Cut text={memberName} />,
    },
    { key: "status", header: "Status", cell: ({ status }) => <StatusBadge status={status} /> },
    { key: "tokens", header: "Tokens", align: "end", cell: ({ totalTokens }) => <TokenCount value={totalTokens} /> },
    {
      key: "latency",
      header: "Latency",
      align: "end",
      cell: ({ latencyMs }) => <span className="figures">{formatDuration(latencyMs)}</span>,
    },
    { key: "cost", header: "Cost", align: "end", cell: ({ cost }) => <Money exact={cost} className="font-medium" /> },
  ];
}

function Cut({ text }: { text: string }) {
  return (
    <span title={text} className="block min-w-0 truncate">
      {text}
    </span>
  );
}

function ListSkeleton() {
  return (
    <div aria-busy="true" className="flex flex-col gap-4 py-2">
      <p role="status" className="sr-only">
        Reading the requests
      </p>
      {["w-full", "w-11/12", "w-full", "w-10/12", "w-full", "w-11/12"].map((width, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bars that never change
        <Skeleton key={index} className={`h-5 ${width}`} />
      ))}
    </div>
  );
}
