import type { Clock } from "#lib/platform/clock.ts";
import { monotonicMs } from "#lib/platform/clock.ts";
import { log } from "#lib/platform/log.ts";
import type { Pool } from "#lib/platform/postgres.ts";
import type { GatewayMetrics } from "./metrics.ts";
import type { OpenRequests } from "./open-requests.ts";
import type { RequestRecord } from "./request-record.ts";
import { type OrphanedHold, resolveOrphan } from "./resolve-orphan.ts";
import { settleRows } from "./settle-rows.ts";
import { usageEventRow } from "./usage-event-row.ts";

const TICK_MS = 1_000;
const BEAT_EVERY_TICKS = 2;
const SWEEP_EVERY_TICKS = 5;
/** A process that has been silent for so long has its holds resolved by the others. */
const SILENCE_SECONDS = 20;
/** By when an admission whose answer was lost has long been given up. */
const OWN_HOLD_AGE_SECONDS = 15;
const AT_MOST = 500;

export type HoldKeeperOptions = {
  readonly pool: Pool;
  readonly processId: string;
  readonly clock: Clock;
  readonly openRequests: OpenRequests;
  readonly metrics: GatewayMetrics;
  readonly requestTimeoutMs: number;
};

/** Keeps this process's holds alive and honest until it is stopped. */
export type HoldKeeper = {
  /** Resolves the holds that nobody will settle, now. @returns how many there were */
  sweep(): Promise<number>;
  stop(): Promise<void>;
};

/**
 * Every second: cuts requests that take too long and journals what streams have used. Also says that the process is
 * alive, resolves the holds of processes that are not, and its own that belong to no request any more.
 */
export function startHoldKeeper(options: HoldKeeperOptions): HoldKeeper {
  const journaled = new WeakMap<RequestRecord, number>();
  let aliveSinceMs: number | null = null;
  let ticks = 0;
  let running: Promise<void> = Promise.resolve();

  const beat = async () => {
    try {
      // A pause of the whole machine shows in the database's time alone, and then the others were paused too.
      if ((await sinceLastBeat(options)) > SILENCE_SECONDS / 2) aliveSinceMs = null;
      aliveSinceMs ??= monotonicMs();
    } catch (error) {
      aliveSinceMs = null;
      throw error;
    }
  };
  const tick = async () => {
    ticks += 1;
    cutOverdue(options);
    if (ticks % BEAT_EVERY_TICKS === 1) await beat();
    await journal(options, journaled);
    // Where the database was away, nobody could say that they are alive: each gets the whole time to do so again.
    if (ticks % SWEEP_EVERY_TICKS === 0) await beat();
    const isSettled = aliveSinceMs !== null && monotonicMs() - aliveSinceMs > SILENCE_SECONDS * 1_000;
    if (ticks % SWEEP_EVERY_TICKS === 0) await releaseOwn(options);
    if (ticks % SWEEP_EVERY_TICKS === 0 && isSettled) await sweep(options);
  };
  const timer = setInterval(() => {
    const previous = running;
    running = previous.then(tick).catch((error) => log.error("holds.keeping_failed", error));
  }, TICK_MS);
  timer.unref();
  running = beat().catch((error) => log.error("holds.keeping_failed", error));

  return {
    sweep: () => sweep(options),
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}

/** Says that this process is alive. @returns how many seconds ago it last said so, by the database's clock */
async function sinceLastBeat({ pool, processId }: HoldKeeperOptions): Promise<number> {
  const { rows } = await pool.query<{ seconds: number }>({
    name: "beat",
    text: "SELECT beat($1::uuid)::integer AS seconds",
    values: [processId],
  });
  return rows[0]?.seconds ?? 0;
}

function cutOverdue({ openRequests, requestTimeoutMs }: HoldKeeperOptions): void {
  for (const record of openRequests.list()) if (record.elapsedMs() > requestTimeoutMs) record.cut?.();
}

/** Notes what each stream has used since the last time, as the event it would be if this process ended now. */
async function journal(
  { openRequests, pool }: HoldKeeperOptions,
  journaled: WeakMap<RequestRecord, number>,
): Promise<void> {
  const batch = [];
  for (const record of openRequests.list()) {
    const tokens = record.usedSoFar?.();
    if (!tokens || tokens.outputTokens === 0 || tokens.outputTokens === journaled.get(record)) continue;
    journaled.set(record, tokens.outputTokens);
    batch.push({
      workspace_id: record.key.workspaceId,
      request_id: record.requestId,
      journal: usageEventRow(record.served("interrupted", tokens)),
    });
  }
  if (batch.length === 0) return;
  await pool.query({ name: "journal_usage", text: "SELECT journal_usage($1::jsonb)", values: [JSON.stringify(batch)] });
}

/** Releases holds of this process that belong to no request: their admission's answer never arrived, or they failed to settle. */
async function releaseOwn(options: HoldKeeperOptions): Promise<void> {
  const { rows } = await options.pool.query<OrphanedHold>({
    name: "own_holds",
    text: `SELECT * FROM holds WHERE owner_id = $1::uuid AND placed_at < now() - make_interval(secs => ${OWN_HOLD_AGE_SECONDS})`,
    values: [options.processId],
  });
  const abandoned = rows.filter((hold) => !options.openRequests.has(hold.request_id));
  const [givenUp, neverForwarded] = partition(abandoned, (hold) => options.openRequests.takeGivenUp(hold.request_id));
  await resolve(options, givenUp, { wasForwarded: true });
  await resolve(options, neverForwarded, { wasForwarded: false });
}

async function sweep(options: HoldKeeperOptions): Promise<number> {
  const { rows } = await options.pool.query<OrphanedHold>({
    name: "orphaned_holds",
    text: "SELECT * FROM orphaned_holds(make_interval(secs => $1), $2)",
    values: [SILENCE_SECONDS, AT_MOST],
  });
  const orphans = rows.filter((hold) => !options.openRequests.has(hold.request_id));
  await resolve(options, orphans, { wasForwarded: true });
  return orphans.length;
}

function partition<T>(items: readonly T[], isFirst: (item: T) => boolean): [T[], T[]] {
  const [first, second]: [T[], T[]] = [[], []];
  for (const item of items) (isFirst(item) ? first : second).push(item);
  return [first, second];
}

async function resolve(
  { pool, clock, metrics }: HoldKeeperOptions,
  holds: readonly OrphanedHold[],
  known: { wasForwarded: boolean },
): Promise<void> {
  if (holds.length === 0) return;
  const now = clock.now();
  const resolved = holds.map((hold) => ({ hold, ...resolveOrphan(hold, { ...known, now }) }));
  const settled = new Set(
    await settleRows(
      pool,
      resolved.map(({ event }) => event),
      { settledAt: now, hasKeyUse: false },
    ),
  );
  for (const { hold, result } of resolved) {
    if (!settled.has(hold.request_id)) continue;
    metrics.holdsSwept(result, 1);
    log.warn("hold.resolved", { requestId: hold.request_id, result, heldNanos: hold.amount_nanos.toString() });
    if (result === "lost") metrics.operatorLost("orphaned_hold", hold.amount_nanos);
  }
}
