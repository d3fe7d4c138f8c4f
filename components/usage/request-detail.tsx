"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { formatDuration } from "#components/charts/format-duration.ts";
import { Money } from "#components/ui/money.tsx";
import { QuotableId } from "#components/ui/quotable-id.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { fromExactDollars } from "#lib/domain/money.ts";
import type { UsageRequestView } from "#lib/views/usage-requests-view.ts";
import { fetchJson } from "./fetch-json.ts";
import { ReadFailure } from "./read-failure.tsx";
import { RequestArithmetic } from "./request-arithmetic.tsx";
import { StatusBadge } from "./status-badge.tsx";
import { timeInZone } from "./zoned-time.ts";

type RequestDetailProps = { endpoint: string; zone: string };

/** One request: what it was, and token class × rate = amount down to the nano-dollar. */
export function RequestDetail({ endpoint, zone }: RequestDetailProps) {
  const { data, error, refetch } = useQuery({
    queryKey: ["usage-request", endpoint],
    queryFn: ({ signal }) => fetchJson<UsageRequestView>(endpoint, signal),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
    gcTime: 0,
  });
  if (data === undefined) {
    return error === null ? (
      <Skeleton className="h-80 w-full" />
    ) : (
      <ReadFailure error={error} onRetry={() => void refetch()} />
    );
  }
  return (
    <div className="flex flex-col gap-5">
      <QuotableId name="Request id" value={data.requestId} />
      <Facts request={data} zone={zone} />
      <RequestArithmetic request={data} />
      <Split request={data} />
    </div>
  );
}

function Facts({ request, zone }: { request: UsageRequestView; zone: string }) {
  const { firstByteMs } = request;
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-3 text-sm sm:grid-cols-4">
      <Fact name={`Time (${zone})`}>{timeInZone(request.at, zone)}</Fact>
      <Fact name="Model">{request.modelName}</Fact>
      <Fact name="API key">{request.keyName}</Fact>
      <Fact name="Member">{request.memberName}</Fact>
      <Fact name="Deployment">{request.deploymentName}</Fact>
      <Fact name="Route">{request.route}</Fact>
      <Fact name="Status">
        <span className="inline-flex flex-wrap items-center gap-2">
          <StatusBadge status={request.status} /> HTTP {request.httpStatus}
        </span>
      </Fact>
      <Fact name="Latency">
        {formatDuration(request.latencyMs)}
        {firstByteMs !== null && `, first byte ${formatDuration(firstByteMs)}`}
        {request.isStreamed && ", streamed"}
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-ink-muted">{name}</dt>
      <dd className="wrap-anywhere">{children}</dd>
    </div>
  );
}

function Split({ request: { split } }: { request: UsageRequestView }) {
  if (fromExactDollars(split.covered) === 0n) return null;
  return (
    <p className="text-sm text-ink-muted">
      The plan covers <Money exact={split.covered} className="text-ink" /> of it;{" "}
      <Money exact={split.charged} className="text-ink" /> is charged.
    </p>
  );
}
