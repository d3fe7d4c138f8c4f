import type { Database } from "#lib/data/client.ts";
import { digestUsage, listDueDigests, listStaleDigests } from "#lib/data/usage-digests.ts";
import { billingPeriodAt, previousPeriod } from "#lib/domain/billing-period.ts";
import { finishedQuarterHours } from "#lib/domain/usage/finished-quarter-hours.ts";

/**
 * Digests what finished since the last time into rollups by status with latencies. Each event is read once; where one
 * came too late, its day is read again. Spans are taken in order, each in a transaction of its own, so that a run that
 * is cut loses nothing and two at once do the same.
 */
export async function digestFinishedUsage(db: Database, now: Date): Promise<{ eventsDigested: number }> {
  const until = finishedQuarterHours(now);
  const since = previousPeriod(previousPeriod(billingPeriodAt(now))).start;
  const touched = new Set<string>();
  let eventsDigested = 0;
  for (let due = await listDueDigests(db, until); due.length > 0; due = await listDueDigests(db, until)) {
    for (const span of due) {
      eventsDigested += await digestUsage(db, span);
      touched.add(span.workspaceId);
    }
  }
  for (const workspaceId of touched)
    for (const span of await listStaleDigests(db, workspaceId, { since, until }))
      eventsDigested += await digestUsage(db, span);
  return { eventsDigested };
}
