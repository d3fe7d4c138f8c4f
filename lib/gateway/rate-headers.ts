import type { RateState } from "./admission.ts";
import type { KeySnapshot } from "./key-snapshot.ts";

/** Keys of which the last word of the shared bucket is remembered; the oldest are forgotten first. */
const MAX_KEYS = 20_000;

/** What this process last heard of each key's rate, for the headers that every answer carries. */
export type RateHeaders = {
  note(apiKeyId: string, state: RateState): void;
  /** `X-RateLimit-*`: requests per minute, how many pass at once now, and when the whole burst is free (Unix seconds). */
  of(key: KeySnapshot, now: Date): Record<string, string>;
};

export function createRateHeaders(): RateHeaders {
  const heard = new Map<string, RateState>();
  return {
    note(apiKeyId, state) {
      const known = heard.get(apiKeyId);
      // Requests end in another order than they were decided in, and a bucket is never empty earlier than was said.
      if (known && known.drainedAtMs > state.drainedAtMs) return;
      if (heard.size >= MAX_KEYS && !known) {
        const oldest = heard.keys().next();
        if (!oldest.done) heard.delete(oldest.value);
      }
      heard.set(apiKeyId, state);
    },
    of({ apiKeyId, terms }, now): Record<string, string> {
      if (!terms) return {};
      const { requestsPerMinute } = terms;
      const intervalMs = 60_000 / requestsPerMinute;
      const burst = Math.max(1, Math.floor(requestsPerMinute / 10));
      const last = heard.get(apiKeyId);
      const filledMs = Math.max(0, (last?.drainedAtMs ?? 0) - now.getTime());
      // A bucket only empties, so no less passes now than when it was heard of, whatever the clocks' difference.
      const remaining = Math.max(last?.remaining ?? 0, Math.floor(burst - filledMs / intervalMs));
      return {
        "x-ratelimit-limit": String(requestsPerMinute),
        "x-ratelimit-remaining": String(Math.min(burst, remaining)),
        "x-ratelimit-reset": String(Math.ceil((now.getTime() + filledMs) / 1_000)),
      };
    },
  };
}
