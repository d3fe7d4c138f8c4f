"use client";

import { type Query, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef } from "react";
import { RefreshError } from "#components/usage/refresh-error.ts";
import { refreshInterval } from "#components/usage/refresh-interval.ts";
import { refreshState } from "#components/usage/refresh-state.ts";

type LiveQuery<View> = Query<View, Error, View, string[]>;

/** A view that is asked for again and again while its tab is visible and the reader may see it: each second, or each few. */
export function useLiveView<View>(initialView: View, endpoint: string, everySeconds = 1) {
  const client = useQueryClient();
  const failuresInARow = useRef(0);
  const { data: view = initialView, error } = useQuery({
    queryKey: ["live", endpoint],
    queryFn: async ({ signal }) => {
      failuresInARow.current += 1;
      const fresh = await fetchView<View>(endpoint, signal);
      failuresInARow.current = 0;
      return fresh;
    },
    initialData: initialView,
    staleTime: everySeconds * refreshInterval(0),
    refetchInterval: (query: LiveQuery<View>) =>
      isWorthAsking(query) && everySeconds * refreshInterval(failuresInARow.current),
    retry: false,
    // A later visit starts from the server's fresh view, not from what was left here.
    gcTime: 0,
  });
  const refresh = useCallback(() => client.invalidateQueries({ queryKey: ["live", endpoint] }), [client, endpoint]);
  return { view, error, refresh };
}

async function fetchView<View>(endpoint: string, signal: AbortSignal): Promise<View> {
  const response = await fetch(endpoint, { signal, headers: { accept: "application/json" }, cache: "no-store" });
  if (!response.ok) throw new RefreshError(response.status, response.headers.get("x-request-id"));
  return response.json();
}

function isWorthAsking<View>({ state: { error } }: LiveQuery<View>): boolean {
  const state = refreshState(error);
  return state !== "signed_out" && state !== "no_access";
}
