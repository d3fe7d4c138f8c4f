"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";
import { formatUsageQuery, parseUsageQuery, type UsageQuery } from "#lib/domain/usage/usage-query.ts";

export type UsageQueryControl = {
  /** What the address asks for. */
  query: UsageQuery;
  /** The address that asks for the same with some parts changed; it can be shared. */
  hrefOf: (change: Partial<UsageQuery>) => string;
  /** Goes there without asking the server for the page again. Going back undoes it. */
  change: (change: Partial<UsageQuery>) => void;
};

/** The address is the state of the screen: what is shown is read from it, and every choice is written to it. */
export function useUsageQuery(fallback: UsageQuery): UsageQueryControl {
  const path = usePathname();
  const search = useSearchParams();
  const query = useMemo(() => {
    const parsed = parseUsageQuery(new URLSearchParams(search));
    return parsed.isValid ? parsed.query : fallback;
  }, [search, fallback]);
  const hrefOf = useCallback(
    (change: Partial<UsageQuery>) => {
      const changed = formatUsageQuery({ ...query, ...change }).toString();
      return changed === "" ? path : `${path}?${changed}`;
    },
    [path, query],
  );
  const change = useCallback((part: Partial<UsageQuery>) => window.history.pushState(null, "", hrefOf(part)), [hrefOf]);
  return { query, hrefOf, change };
}
