import type { UsageEvent } from "#lib/domain/usage/usage-event.ts";

const NOTED_FOR_MS = 60_000;
const MAX_KEYS = 20_000;

/** Which keys' last use this process has noted within a minute, which is as often as it is worth a write. */
export type KeyUse = {
  isDue(events: readonly UsageEvent[]): boolean;
  noted(events: readonly UsageEvent[]): void;
};

/** Remembers notes for a minute; `nowMs` only ever grows. */
export function createKeyUse(nowMs: () => number): KeyUse {
  const notedAtMs = new Map<string, number>();
  return {
    isDue(events) {
      const dueMs = nowMs() - NOTED_FOR_MS;
      return events.some(({ apiKeyId }) => (notedAtMs.get(apiKeyId) ?? Number.NEGATIVE_INFINITY) < dueMs);
    },
    noted(events) {
      if (notedAtMs.size > MAX_KEYS) notedAtMs.clear();
      for (const { apiKeyId } of events) notedAtMs.set(apiKeyId, nowMs());
    },
  };
}
