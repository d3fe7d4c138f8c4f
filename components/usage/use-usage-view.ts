"use client";

import { keepPreviousData, type Query, useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import type { UsageView } from "#lib/views/usage-view.ts";
import { fetchJson } from "./fetch-json.ts";
import { refreshInterval } from "./refresh-interval.ts";
import { refreshState } from "./refresh-state.ts";

type ViewQuery = Query<UsageView, Error, UsageView, string[]>;

type UsageViewSource = {
  /** Answers a GET with the view as JSON. */
  endpoint: string;
  /** What the server drew the page with, and the endpoint that would have answered it. */
  initial: { endpoint: string; view: UsageView };
};

/**
 * The view that an endpoint answers, asked for again as long as its period is the current one and the reader may see
 * it. The last view stays until another is there; `view` is null only when another was asked for and refused.
 */
export function useUsageView({ endpoint, initial }: UsageViewSource) {
  const failuresInARow = useRef(0);
  const { data, error, isPlaceholderData, refetch } = useQuery({
    queryKey: ["usage", endpoint],
    queryFn: async ({ signal }) => {
      failuresInARow.current += 1;
      const fresh = await fetchJson<UsageView>(endpoint, signal);
      failuresInARow.current = 0;
      return fresh;
    },
    initialData: endpoint === initial.endpoint ? initial.view : undefined,
    placeholderData: keepPreviousData,
    staleTime: (query: ViewQuery) => (isWorthAsking(query) ? refreshInterval(0) : Number.POSITIVE_INFINITY),
    refetchInterval: (query: ViewQuery) => (isWorthAsking(query) ? refreshInterval(failuresInARow.current) : false),
    retry: false,
    // A later visit starts from the server's fresh view, not from what was left here.
    gcTime: 0,
  });
  return { view: data ?? null, error, isChanging: isPlaceholderData, retry: () => void refetch() };
}

function isWorthAsking({ state: { data, error } }: ViewQuery): boolean {
  const state = refreshState(error);
  return data?.period.isCurrent === true && state !== "signed_out" && state !== "no_access";
}
