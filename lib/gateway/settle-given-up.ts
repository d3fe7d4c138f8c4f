import { log } from "#lib/platform/log.ts";
import type { Pool } from "#lib/platform/postgres.ts";
import type { ClaimedEvent } from "./idempotency/claimed-event.ts";
import { splitByReplySize } from "./idempotency/split-by-reply-size.ts";
import type { OrphanedHold } from "./resolve-orphan.ts";
import { settleApart } from "./settle-apart.ts";
import { resolveHolds, type SweepParts } from "./sweep-holds.ts";
import { usageEventRow } from "./usage-event-row.ts";

const AT_MOST = 500;

/**
 * Settles the events of requests that were given up while the database was away, exactly as they are. One whose hold is
 * gone was stored after all, or resolved by another process. One that the database refuses is not billed.
 * Rejects when the database is still away; what is not settled by then is kept.
 */
export async function settleGivenUp(parts: SweepParts): Promise<void> {
  const events = [...parts.openRequests.listGivenUp()];
  for (let from = 0; from < events.length; from += AT_MOST) {
    const batch = events.slice(from, from + AT_MOST);
    const holds = await holdsOf(parts.pool, batch);
    for (const { requestId } of batch) {
      // One that was admitted from a lease gets a hold first.
      if (!holds.has(requestId) && !parts.leases?.has(requestId)) parts.openRequests.forget(requestId);
    }
    const held = batch.filter((event) => holds.has(event.requestId));
    for (const group of splitByReplySize(held)) await settleGroup(parts, group, holds);
  }
}

async function holdsOf(pool: Pool, events: readonly ClaimedEvent[]): Promise<Map<string, OrphanedHold>> {
  const { rows } = await pool.query<OrphanedHold>({
    name: "holds_of_requests",
    text: `SELECT holds.* FROM unnest($1::text[], $2::uuid[]) AS given_up(workspace_id, request_id)
      JOIN holds USING (workspace_id, request_id)`,
    values: [events.map((event) => event.workspaceId), events.map((event) => event.requestId)],
  });
  return new Map(rows.map((hold) => [hold.request_id, hold]));
}

async function settleGroup(
  parts: SweepParts,
  group: readonly ClaimedEvent[],
  holds: ReadonlyMap<string, OrphanedHold>,
): Promise<void> {
  const { pool, clock, metrics, openRequests } = parts;
  const settledAt = clock.now();
  const rows = group.map((event) => usageEventRow({ ...event, settledAt }));
  const results = await settleApart(pool, rows, settledAt);
  for (const event of group) {
    const { requestId, route, outcome, httpStatus, latencyMs, amountNanos } = event;
    const settledAs = results.get(requestId);
    if (settledAs === "contended") continue;
    if (settledAs === "refused") {
      const hold = holds.get(requestId);
      if (hold) await resolveHolds(parts, [hold], { wasForwarded: true });
    }
    openRequests.forget(requestId);
    if (settledAs !== "new") continue;
    metrics.requestEnded({ route, outcome, status: httpStatus, durationMs: latencyMs });
    metrics.holdsSwept("settled", 1);
    log.warn("settlement.made_later", { requestId, outcome, amountNanos: amountNanos.toString() });
  }
}
