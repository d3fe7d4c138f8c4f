import type { Clock } from "#lib/platform/clock.ts";
import { monotonicMs } from "#lib/platform/clock.ts";
import { log } from "#lib/platform/log.ts";
import type { Pool } from "#lib/platform/postgres.ts";
import { silentOwners } from "./daybook/daybook-calls.ts";
import { postOrphanedPages } from "./daybook/post-orphaned-pages.ts";
import { carveLeases } from "./leases/lease-calls.ts";
import type { Leases } from "./leases/leases.ts";
import type { GatewayMetrics } from "./metrics.ts";
import type { OpenRequests } from "./open-requests.ts";
import { type OrphanedHold, resolveOrphan } from "./resolve-orphan.ts";
import { settleApart } from "./settle-apart.ts";

const AT_MOST = 500;
/** After so long no further batch is begun: what keeps this process alive must not wait for it. */
const LONGEST_SWEEP_MS = 3_000;
/** By when an admission whose answer was lost has long been given up. */
const OWN_HOLD_AGE_MS = 15_000;

export type SweepParts = {
  readonly pool: Pool;
  readonly processId: string;
  readonly clock: Clock;
  readonly openRequests: OpenRequests;
  /** Null where this process takes none. */
  readonly leases: Pick<Leases, "has" | "knows"> | null;
  readonly metrics: GatewayMetrics;
};

/**
 * Resolves the holds of processes that have been silent for so long, and forgets those that have been for a day.
 * @returns how many holds it resolved
 */
export async function sweepHolds(parts: SweepParts, silenceSeconds: number): Promise<number> {
  const startedMs = monotonicMs();
  let count = 0;
  for (;;) {
    const { rows } = await parts.pool.query<OrphanedHold>({
      name: "orphaned_holds",
      text: "SELECT * FROM orphaned_holds(make_interval(secs => $1), $2)",
      values: [silenceSeconds, AT_MOST],
    });
    const orphans = rows.filter((hold) => !isOurs(parts, hold));
    const resolved = await resolveOrphans(parts, orphans, { wasForwarded: true });
    count += resolved;
    if (rows.length < AT_MOST || resolved === 0 || monotonicMs() - startedMs > LONGEST_SWEEP_MS) break;
  }
  await postOrphanedPages(parts, new Set(await silentOwners(parts.pool, silenceSeconds)));
  await forgetProcesses(parts.pool);
  return count;
}

/** Releases holds of this process that belong to no request of it: the answer of their admission never arrived. */
export async function releaseUnclaimed(parts: SweepParts): Promise<void> {
  const { rows } = await parts.pool.query<OrphanedHold>({
    name: "own_holds",
    text: "SELECT * FROM holds WHERE owner_id = $1::uuid AND placed_at < $2",
    values: [parts.processId, new Date(parts.clock.now().getTime() - OWN_HOLD_AGE_MS)],
  });
  const unclaimed = rows.filter((hold) => !isOurs(parts, hold));
  for (let from = 0; from < unclaimed.length; from += AT_MOST) {
    await resolveOrphans(parts, unclaimed.slice(from, from + AT_MOST), { wasForwarded: false });
  }
}

function isOurs({ openRequests, leases }: SweepParts, { request_id, lease_places }: OrphanedHold): boolean {
  return lease_places === null ? openRequests.has(request_id) : (leases?.knows(request_id) ?? false);
}

async function resolveOrphans(
  parts: SweepParts,
  orphans: readonly OrphanedHold[],
  known: { wasForwarded: boolean },
): Promise<number> {
  const leases = orphans.filter((hold) => hold.lease_places !== null);
  const holds = orphans.filter((hold) => hold.lease_places === null);
  return (await releaseLeases(parts, leases)) + (await resolveHolds(parts, holds, known));
}

/**
 * What was admitted from an orphaned lease, has no hold of its own and was not noted is unknown here, and the operator's
 * loss. What was noted is posted first, because it is charged to the lease.
 */
async function releaseLeases(parts: SweepParts, orphans: readonly OrphanedHold[]): Promise<number> {
  const { pool, metrics, processId } = parts;
  const others = new Set(orphans.map(({ owner_id }) => owner_id).filter((ownerId) => ownerId !== processId));
  const posted = await postOrphanedPages(parts, others);
  // From a lease of its own that it does not know, this process admitted nothing.
  const leases = orphans.filter(({ owner_id }) => owner_id === processId || posted.has(owner_id));
  if (leases.length === 0) return 0;
  await carveLeases(
    pool,
    leases.map(({ workspace_id, request_id }) => {
      return { workspaceId: workspace_id, leaseId: request_id, isClosing: true, unusedMicros: 0, requests: [] };
    }),
  );
  metrics.holdsSwept("lease", leases.length);
  for (const { request_id, amount_nanos } of leases) {
    log.warn("lease.released", { leaseId: request_id, heldNanos: amount_nanos.toString() });
  }
  return leases.length;
}

/** Resolves holds that nobody will settle. @returns how many of them are gone by now */
export async function resolveHolds(
  { pool, clock, metrics }: Pick<SweepParts, "pool" | "clock" | "metrics">,
  holds: readonly OrphanedHold[],
  known: { wasForwarded: boolean },
): Promise<number> {
  const now = clock.now();
  const resolved = holds.map((hold) => ({ hold, ...resolveOrphan(hold, { ...known, now }) }));
  const results = await settleApart(
    pool,
    resolved.map(({ event }) => event),
    now,
  );
  const refused = [];
  let count = 0;
  for (const { hold, result } of resolved) {
    const settledAs = results.get(hold.request_id);
    if (settledAs === "refused") refused.push(hold);
    if (settledAs === "new" || settledAs === "known") count += 1;
    if (settledAs !== "new") continue;
    metrics.holdsSwept(result, 1);
    log.warn("hold.resolved", { requestId: hold.request_id, result, heldNanos: hold.amount_nanos.toString() });
    if (result === "lost") metrics.operatorLost("orphaned_hold", hold.amount_nanos);
  }
  // What was journaled cannot be billed: it must not hold the caller's money for ever.
  const journaled = refused.filter((hold) => hold.journal !== null);
  if (journaled.length === 0) return count;
  const unjournaled = journaled.map((hold) => ({ ...hold, journal: null }));
  return count + (await resolveHolds({ pool, clock, metrics }, unjournaled, { wasForwarded: true }));
}

async function forgetProcesses(pool: Pool): Promise<void> {
  await pool.query({
    name: "forget_processes",
    text: `DELETE FROM gateway_processes WHERE heartbeat_at < clock_timestamp() - interval '1 day'
      AND NOT EXISTS (SELECT FROM holds WHERE owner_id = process_id)
      AND NOT EXISTS (SELECT FROM daybook_pages WHERE owner_id = process_id)`,
  });
}
