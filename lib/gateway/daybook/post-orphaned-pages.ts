import type { GatewayMetrics } from "#lib/gateway/metrics.ts";
import { settleApart } from "#lib/gateway/settle-apart.ts";
import type { Clock } from "#lib/platform/clock.ts";
import { log } from "#lib/platform/log.ts";
import type { Queryable } from "#lib/platform/postgres.ts";
import { endTerms, readPages, removePages } from "./daybook-calls.ts";

const PAGES_AT_ONCE = 20;

/**
 * Posts what other processes have noted, and has them note nothing more of what they admitted until now. It may be
 * repeated, and done by several at once. @returns the processes of which nothing is left
 */
export async function postOrphanedPages(
  { pool, clock, metrics }: { readonly pool: Queryable; readonly clock: Clock; readonly metrics: GatewayMetrics },
  ownerIds: ReadonlySet<string>,
): Promise<Set<string>> {
  const done = new Set(ownerIds);
  if (ownerIds.size === 0) return done;
  await endTerms(pool, [...ownerIds]);
  for (;;) {
    const pages = await readPages(pool, [...done], PAGES_AT_ONCE);
    if (pages.length === 0) return done;
    for (const { owner_id, page_id, events } of pages) {
      const results = await settleApart(pool, JSON.parse(events), clock.now());
      const outcomes = [...results.values()];
      // One that is locked is posted with the next sweep.
      if (outcomes.includes("contended")) done.delete(owner_id);
      else await removePages(pool, owner_id, [page_id]);
      const newCount = outcomes.filter((outcome) => outcome === "new").length;
      metrics.holdsSwept("posted", newCount);
      log.warn("daybook.posted_for_other", { ownerId: owner_id, events: outcomes.length, newEvents: newCount });
    }
  }
}
