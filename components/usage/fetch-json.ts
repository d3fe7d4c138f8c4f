import { RefreshError } from "./refresh-error.ts";

/** Reads a view from its endpoint. Throws RefreshError when there is no usable answer. */
export async function fetchJson<View>(endpoint: string, signal: AbortSignal): Promise<View> {
  const response = await fetch(endpoint, { signal, headers: { accept: "application/json" }, cache: "no-store" });
  if (!response.ok) throw new RefreshError(response.status, response.headers.get("x-request-id"));
  return response.json();
}
