import { setTimeout as delay } from "node:timers/promises";
import { monotonicMs } from "#lib/platform/clock.ts";
import { log } from "#lib/platform/log.ts";
import type { Queryable } from "#lib/platform/postgres.ts";
import { isRefusedData, sqlStateOf } from "#lib/platform/sql-state.ts";
import { createGroupedCall, type GroupedCall } from "./grouped-call.ts";
import type { ClaimedEvent } from "./idempotency/claimed-event.ts";
import { splitByReplySize } from "./idempotency/split-by-reply-size.ts";
import { createKeyUse, type KeyUse } from "./key-use.ts";
import type { StoreHealth } from "./leases/store-health.ts";
import type { GatewayMetrics } from "./metrics.ts";
import { settleRows } from "./settle-rows.ts";
import { usageEventRow } from "./usage-event-row.ts";

const MAX_GROUP = 500;
const FIRST_WAIT_MS = 50;
const LONGEST_WAIT_MS = 1_000;
/** For how long a settlement that gets no answer is repeated, unless told otherwise. */
const LONGEST_REPEATS_MS = 20_000;

type SettlementParts = {
  readonly database: Queryable;
  readonly metrics: GatewayMetrics;
  readonly keyUse: KeyUse;
  readonly longestRepeatsMs: number;
  /** Told of every call that the database answers, or does not. */
  readonly health: StoreHealth | null;
};

/** Resolves once the event is durable; rejects when it could not be stored, and then nothing of it was. */
export type Settle = GroupedCall<ClaimedEvent>;

/**
 * Settles usage events in groups: holds, money, events, rollups and "last used" in one transaction per group.
 * An event whose request id is already stored changes nothing, so any call may be repeated.
 */
export function createSettlement(
  database: Queryable,
  metrics: GatewayMetrics,
  {
    longestRepeatsMs = LONGEST_REPEATS_MS,
    health = null,
  }: { longestRepeatsMs?: number; health?: StoreHealth | null } = {},
): Settle {
  const parts = { database, metrics, longestRepeatsMs, health, keyUse: createKeyUse(monotonicMs) };
  return createGroupedCall<ClaimedEvent>(
    async (events) => {
      const results = [];
      for (const group of splitByReplySize(events)) results.push(...(await settleGroup(parts, group)));
      return results;
    },
    { maxGroup: MAX_GROUP },
  );
}

/** Settles a batch at once, noting the use of its keys unless told not to. @returns the request ids that were new. */
export async function settleUsage(
  database: Queryable,
  events: readonly ClaimedEvent[],
  hasKeyUse = true,
): Promise<string[]> {
  const [first] = events;
  if (!first) return [];
  const isLeased = events.every((event) => event.lease?.isOnlyHold);
  return settleRows(database, events.map(usageEventRow), { settledAt: first.settledAt, hasKeyUse, isLeased });
}

async function settleGroup(
  parts: SettlementParts,
  events: readonly ClaimedEvent[],
): Promise<PromiseSettledResult<void>[]> {
  try {
    await settlePersistently(parts, events);
    return events.map(() => ({ status: "fulfilled", value: undefined }));
  } catch (reason) {
    if (events.length === 1 || !isRefusedData(reason)) return events.map(() => ({ status: "rejected", reason }));
    log.error("settlement.group_refused", reason, { events: events.length });
    // One unacceptable event must not keep the others of its group from being billed.
    return Promise.allSettled(events.map((event) => settlePersistently(parts, [event])));
  }
}

/**
 * Repeats a settlement that the database did not answer until it does, for a bounded time. An attempt whose answer
 * was lost may have been stored; repeating it is then harmless, and giving up would leave it unknown.
 */
async function settlePersistently(parts: SettlementParts, events: readonly ClaimedEvent[]): Promise<void> {
  const { database, metrics, keyUse, longestRepeatsMs, health } = parts;
  const startedMs = monotonicMs();
  const hasKeyUse = keyUse.isDue(events);
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS)) {
    const answered = health?.begin();
    try {
      const newIds = await settleUsage(database, events, hasKeyUse);
      answered?.(true);
      if (hasKeyUse) keyUse.noted(events);
      metrics.settled(events.length, monotonicMs() - startedMs);
      for (const event of events) noteEnding(event, metrics);
      if (waitMs === FIRST_WAIT_MS) noteLosses(newIds, events, metrics);
      return;
    } catch (error) {
      answered?.(isRefusedData(error));
      if (!isWorthRepeating(error) || monotonicMs() - startedMs + waitMs > longestRepeatsMs) throw error;
      metrics.settlementRetried();
      log.warn("settlement.repeated", { events: events.length, waitMs, reason: (error as Error).message });
      await delay(waitMs);
    }
  }
}

function noteEnding(
  { route, outcome, httpStatus, latencyMs, firstByteMs }: ClaimedEvent,
  metrics: GatewayMetrics,
): void {
  metrics.requestEnded({ route, outcome, status: httpStatus, durationMs: latencyMs });
  if (firstByteMs !== null) metrics.firstByte(route, firstByteMs);
}

/** A charge that finds its request settled came after its hold was taken for orphaned: it is the operator's loss. */
function noteLosses(newIds: readonly string[], events: readonly ClaimedEvent[], metrics: GatewayMetrics): void {
  if (newIds.length === events.length) return;
  const isNew = new Set(newIds);
  for (const { requestId, amountNanos } of events) {
    if (isNew.has(requestId) || amountNanos === 0n) continue;
    log.warn("settlement.came_late", { requestId, amountNanos: amountNanos.toString() });
    metrics.operatorLost("settled_late", amountNanos);
  }
}

/** Refused data and statements that the database does not understand (class 42) are refused again. */
function isWorthRepeating(error: unknown): boolean {
  return !/^(22|23|42)/.test(sqlStateOf(error));
}
