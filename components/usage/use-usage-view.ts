"use client";

import { type Query, useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import type { UsagePageView } from "#lib/views/usage-page.ts";
import { fetchUsageView } from "./fetch-usage-view.ts";
import { refreshInterval } from "./refresh-interval.ts";
import { refreshState } from "./refresh-state.ts";

type UsageQuery = Query<UsagePageView, Error, UsagePageView, string[]>;

/** The newest usage view: asked for again as long as its period is the current one and the reader may see it. */
export function useUsageView(initialView: UsagePageView, endpoint: string) {
  const failuresInARow = useRef(0);
  const { data: view, error } = useQuery({
    queryKey: ["usage", endpoint],
    queryFn: async ({ signal }) => {
      failuresInARow.current += 1;
      const fresh = await fetchUsageView(endpoint, signal);
      failuresInARow.current = 0;
      return fresh;
    },
    initialData: initialView,
    staleTime: (query: UsageQuery) => (isWorthAsking(query) ? refreshInterval(0) : Number.POSITIVE_INFINITY),
    refetchInterval: (query: UsageQuery) => (isWorthAsking(query) ? refreshInterval(failuresInARow.current) : false),
    retry: false,
    // A later visit starts from the server's fresh view, not from what was left here.
    gcTime: 0,
  });
  return { view, error };
}

function isWorthAsking({ state: { data, error } }: UsageQuery): boolean {
  const state = refreshState(error);
  return data?.period.isCurrent === true && state !== "signed_out" && state !== "no_access";
}
