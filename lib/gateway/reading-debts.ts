import { bodiesTooCostly } from "./gateway-error.ts";

/** Of a process's time, a key's bodies may take this part to be read. */
const SHARE = 0.1;
/** How far ahead of that share a key may be. */
const LONGEST_DEBT_MS = 5_000;
/** Bodies that are read in less are free. */
const FREE_MS = 10;
const MAX_KEYS = 20_000;

/** What each key owes for the time in which its bodies kept this process from everything else. */
export type ReadingDebts = {
  /** @throws GatewayError 429 while a key owes too much */
  require(apiKeyId: string): void;
  charge(apiKeyId: string, tookMs: number): void;
};

/** Bodies are read before a key's rate is known, and a body made for it takes seconds; `nowMs` only ever grows. */
export function createReadingDebts(nowMs: () => number): ReadingDebts {
  const paidAtMs = new Map<string, number>();
  return {
    require(apiKeyId) {
      const owedMs = (paidAtMs.get(apiKeyId) ?? 0) - nowMs() - LONGEST_DEBT_MS;
      if (owedMs > 0) throw bodiesTooCostly(Math.ceil(owedMs / 1_000));
    },
    charge(apiKeyId, tookMs) {
      if (tookMs <= FREE_MS) return;
      if (paidAtMs.size > MAX_KEYS) paidAtMs.clear();
      paidAtMs.set(apiKeyId, Math.max(nowMs(), paidAtMs.get(apiKeyId) ?? 0) + tookMs / SHARE);
    },
  };
}
