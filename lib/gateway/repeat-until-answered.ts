import { setTimeout as delay } from "node:timers/promises";
import { monotonicMs } from "#lib/platform/clock.ts";
import { log } from "#lib/platform/log.ts";
import { isRefusedData, sqlStateOf } from "#lib/platform/sql-state.ts";
import type { StoreHealth } from "./leases/store-health.ts";
import type { GatewayMetrics } from "./metrics.ts";

const FIRST_WAIT_MS = 50;
const LONGEST_WAIT_MS = 1_000;

export type Repeating = {
  readonly metrics: GatewayMetrics;
  /** For how long a call that gets no answer is repeated. */
  readonly longestRepeatsMs: number;
  /** Told of every call that the database answers, or does not. */
  readonly health: StoreHealth | null;
};

/**
 * Repeats a call that the database did not answer until it does, for a bounded time. An attempt whose answer was lost
 * may have been stored; repeating it must then be harmless, and giving up would leave it unknown.
 */
export async function repeatUntilAnswered<T>(
  { metrics, longestRepeatsMs, health }: Repeating,
  eventCount: number,
  attempt: (isFirst: boolean) => Promise<T>,
): Promise<T> {
  const startedMs = monotonicMs();
  for (let waitMs = FIRST_WAIT_MS, isFirst = true; ; waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS), isFirst = false) {
    const answered = health?.begin();
    try {
      const result = await attempt(isFirst);
      answered?.(true);
      return result;
    } catch (error) {
      answered?.(isRefusedData(error));
      if (!isWorthRepeating(error) || monotonicMs() - startedMs + waitMs > longestRepeatsMs) throw error;
      metrics.settlementRetried();
      log.warn("settlement.repeated", { events: eventCount, waitMs, reason: (error as Error).message });
      await delay(waitMs);
    }
  }
}

/** Refused data and statements that the database does not understand (class 42) are refused again. */
function isWorthRepeating(error: unknown): boolean {
  return !/^(22|23|42)/.test(sqlStateOf(error));
}
