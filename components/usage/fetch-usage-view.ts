import type { UsagePageView } from "#lib/views/usage-page.ts";
import { RefreshError } from "./refresh-error.ts";

/** Reads the usage view from its endpoint. Throws RefreshError when there is no usable answer. */
export async function fetchUsageView(endpoint: string, signal: AbortSignal): Promise<UsagePageView> {
  const response = await fetch(endpoint, { signal, headers: { accept: "application/json" }, cache: "no-store" });
  if (!response.ok) throw new RefreshError(response.status, response.headers.get("x-request-id"));
  return response.json();
}
