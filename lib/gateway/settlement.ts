import { monotonicMs } from "#lib/platform/clock.ts";
import { log } from "#lib/platform/log.ts";
import type { Queryable } from "#lib/platform/postgres.ts";
import { isRefusedData } from "#lib/platform/sql-state.ts";
import { createGroupedCall, type GroupedCall } from "./grouped-call.ts";
import type { ClaimedEvent } from "./idempotency/claimed-event.ts";
import { splitByReplySize } from "./idempotency/split-by-reply-size.ts";
import { createKeyUse, type KeyUse } from "./key-use.ts";
import type { StoreHealth } from "./leases/store-health.ts";
import type { GatewayMetrics } from "./metrics.ts";
import { noteEnding } from "./note-ending.ts";
import { type Repeating, repeatUntilAnswered } from "./repeat-until-answered.ts";
import { settleRows } from "./settle-rows.ts";
import { usageEventRow } from "./usage-event-row.ts";

const MAX_GROUP = 500;
/** For how long a settlement that gets no answer is repeated, unless told otherwise. */
export const LONGEST_REPEATS_MS = 20_000;

type SettlementParts = Repeating & { readonly database: Queryable; readonly keyUse: KeyUse };

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

async function settlePersistently(parts: SettlementParts, events: readonly ClaimedEvent[]): Promise<void> {
  const { database, metrics, keyUse } = parts;
  const startedMs = monotonicMs();
  const hasKeyUse = keyUse.isDue(events);
  const settled = await repeatUntilAnswered(parts, events.length, async (isFirst) => {
    return { isFirst, newIds: await settleUsage(database, events, hasKeyUse) };
  });
  if (hasKeyUse) keyUse.noted(events);
  metrics.settled(events.length, monotonicMs() - startedMs);
  for (const event of events) noteEnding(event, metrics);
  if (settled.isFirst) noteLosses(settled.newIds, events, metrics);
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
