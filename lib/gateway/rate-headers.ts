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
  const drainedAtMs = new Map<string, number>();
  return {
    note(apiKeyId, state) {
      if (drainedAtMs.size >= MAX_KEYS && !drainedAtMs.has(apiKeyId)) {
        const oldest = drainedAtMs.keys().next();
        if (!oldest.done) drainedAtMs.delete(oldest.value);
      }
      drainedAtMs.set(apiKeyId, state.drainedAtMs);
    },
    of({ apiKeyId, terms }, now): Record<string, string> {
      if (!terms) return {};
      const { requestsPerMinute } = terms;
      const intervalMs = 60_000 / requestsPerMinute;
      const burst = Math.max(1, Math.floor(requestsPerMinute / 10));
      const filledMs = Math.max(0, (drainedAtMs.get(apiKeyId) ?? 0) - now.getTime());
      return {
        "x-ratelimit-limit": String(requestsPerMinute),
        "x-ratelimit-remaining": String(Math.max(0, Math.floor(burst - filledMs / intervalMs))),
        "x-ratelimit-reset": String(Math.ceil((now.getTime() + filledMs) / 1_000)),
      };
    },
  };
}
