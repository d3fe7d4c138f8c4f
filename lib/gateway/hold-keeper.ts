import { monotonicMs } from "#lib/platform/clock.ts";
import { log } from "#lib/platform/log.ts";
import { cutRequest } from "./cut-request.ts";
import type { RequestRecord } from "./request-record.ts";
import { settleGivenUp } from "./settle-given-up.ts";
import { startTicks } from "./start-ticks.ts";
import { releaseUnclaimed, type SweepParts, sweepHolds } from "./sweep-holds.ts";
import { usageEventRow } from "./usage-event-row.ts";

const TICK_MS = 1_000;
const BEAT_EVERY_TICKS = 2;
const SWEEP_EVERY_TICKS = 5;
/** A process that has been silent for so long has its holds resolved by the others. */
const SILENCE_SECONDS = 20;

export type HoldKeeperOptions = SweepParts & { readonly requestTimeoutMs: number };

/** Keeps this process's holds alive and honest until it is stopped. */
export type HoldKeeper = {
  /** Resolves the holds that nobody will settle, now. @returns how many it resolved */
  sweep(): Promise<number>;
  /** Stops, and settles what was given up if the database is back. */
  stop(): Promise<void>;
};

/**
 * Every second: cuts requests that take too long and journals what streams have used. Also says that the process is
 * alive, settles its requests that were given up, resolves the holds of processes that are not alive, and its own that
 * belong to no request.
 */
export function startHoldKeeper(options: HoldKeeperOptions): HoldKeeper {
  const journaled = new WeakMap<RequestRecord, number>();
  let aliveSinceMs: number | null = null;
  let tickCount = 0;

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
  const sweep = () => sweepHolds(options, SILENCE_SECONDS);
  const sweepIfSettled = async () => {
    // Where the database was away, nobody could say that they are alive: each gets the whole time to do so again.
    await beat();
    const isSettled = aliveSinceMs !== null && monotonicMs() - aliveSinceMs > SILENCE_SECONDS * 1_000;
    if (isSettled) await sweep();
  };
  const tick = async () => {
    tickCount += 1;
    if (tickCount % BEAT_EVERY_TICKS === 1) await attempt(beat);
    await attempt(() => journal(options, journaled));
    if (tickCount % SWEEP_EVERY_TICKS !== 0) return;
    await attempt(() => settleGivenUp(options));
    await attempt(() => releaseUnclaimed(options));
    await attempt(sweepIfSettled);
  };
  const started = attempt(beat);
  // On a timer of its own: a request that takes too long must not wait for a database that hangs.
  const cutting = setInterval(() => cutOverdue(options), TICK_MS).unref();
  const ticks = startTicks(TICK_MS, tick, "holds.keeping_failed");

  return {
    sweep,
    stop: async () => {
      clearInterval(cutting);
      await Promise.all([started, ticks.stop()]);
      await attempt(() => settleGivenUp(options));
    },
  };
}

/** One step of a tick: whatever becomes of it, the next ones follow. */
async function attempt(step: () => Promise<unknown>): Promise<void> {
  await step().catch((error) => log.error("holds.keeping_failed", error));
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
  for (const record of openRequests.list()) if (record.elapsedMs() > requestTimeoutMs) cutRequest(record);
}

/** Notes what each stream has used since the last time, as the event it would be if this process ended now. */
async function journal(
  { openRequests, pool }: HoldKeeperOptions,
  journaled: WeakMap<RequestRecord, number>,
): Promise<void> {
  const batch = [];
  const noted: [RequestRecord, number][] = [];
  for (const record of openRequests.list()) {
    const tokens = record.usedSoFar?.();
    if (!tokens || tokens.outputTokens === 0 || tokens.outputTokens === journaled.get(record)) continue;
    noted.push([record, tokens.outputTokens]);
    batch.push({
      workspace_id: record.key.workspaceId,
      request_id: record.requestId,
      journal: usageEventRow(record.served("interrupted", tokens)),
    });
  }
  if (batch.length === 0) return;
  await pool.query({ name: "journal_usage", text: "SELECT journal_usage($1::jsonb)", values: [JSON.stringify(batch)] });
  for (const [record, outputTokens] of noted) journaled.set(record, outputTokens);
}
