import { startTicks } from "#lib/gateway/start-ticks.ts";
import { monotonicMs } from "#lib/platform/clock.ts";
import type { Pool } from "#lib/platform/postgres.ts";

const EVERY_MS = 5_000;
/** A process that has been silent for so long is gone; its holds are resolved first. */
const SILENCE_SECONDS = 20;
/** By how much a claim outlives the longest request. */
const MARGIN_SECONDS = 120;
const AT_MOST = 500;
/** After so long no further batch is begun, until the next time. */
const LONGEST_SWEEP_MS = 3_000;

type ClaimKeeperOptions = { readonly pool: Pool; readonly requestTimeoutMs: number };

/** Frees idempotency keys that nobody will, and forgets answers after 24 hours, until it is stopped. */
export type ClaimKeeper = {
  /** Does it now. @returns how many there were */
  sweep(): Promise<number>;
  stop(): Promise<void>;
};

export function startClaimKeeper({ pool, requestTimeoutMs }: ClaimKeeperOptions): ClaimKeeper {
  const sweepBatch = async () => {
    const { rows } = await pool.query<{ count: bigint }>({
      name: "sweep_claims",
      text: "SELECT sweep_claims(make_interval(secs => $1), make_interval(secs => $2), $3) AS count",
      values: [SILENCE_SECONDS, requestTimeoutMs / 1_000 + MARGIN_SECONDS, AT_MOST],
    });
    return Number(rows[0]?.count ?? 0n);
  };
  const sweep = async () => {
    const startedMs = monotonicMs();
    let sum = 0;
    for (;;) {
      const count = await sweepBatch();
      sum += count;
      if (count < AT_MOST || monotonicMs() - startedMs > LONGEST_SWEEP_MS) return sum;
    }
  };
  const ticks = startTicks(EVERY_MS, sweep, "idempotency.sweep_failed");
  return { sweep, stop: ticks.stop };
}
