import { RefreshError } from "./refresh-error.ts";

/** "signed_out" and "no_access" stay so until the reader does something about it: asking again is of no use. */
export type RefreshState = "fresh" | "failing" | "signed_out" | "no_access";

const LASTING = new Map<number, RefreshState>([
  [401, "signed_out"],
  [403, "no_access"],
  [404, "no_access"],
]);

/** What the last refresh says about the next. */
export function refreshState(error: Error | null): RefreshState {
  if (error === null) return "fresh";
  return (error instanceof RefreshError && LASTING.get(error.status)) || "failing";
}
