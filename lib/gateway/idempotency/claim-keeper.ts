import { log } from "#lib/platform/log.ts";
import type { Pool } from "#lib/platform/postgres.ts";

const EVERY_MS = 5_000;
/** A process that has been silent for so long is gone; its holds are resolved first. */
const SILENCE_SECONDS = 20;
/** By how much a claim outlives the longest request. */
const MARGIN_SECONDS = 120;
const AT_MOST = 500;

type ClaimKeeperOptions = { readonly pool: Pool; readonly requestTimeoutMs: number };

/** Frees idempotency keys that nobody will, and forgets answers after 24 hours, until it is stopped. */
export type ClaimKeeper = {
  /** Does it now. @returns how many there were */
  sweep(): Promise<number>;
  stop(): Promise<void>;
};

export function startClaimKeeper({ pool, requestTimeoutMs }: ClaimKeeperOptions): ClaimKeeper {
  const sweep = async () => {
    const { rows } = await pool.query<{ count: bigint }>({
      name: "sweep_claims",
      text: "SELECT sweep_claims(make_interval(secs => $1), make_interval(secs => $2), $3) AS count",
      values: [SILENCE_SECONDS, requestTimeoutMs / 1_000 + MARGIN_SECONDS, AT_MOST],
    });
    return Number(rows[0]?.count ?? 0n);
  };
  let running: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    running = running.then(sweep).catch((error) => log.error("idempotency.sweep_failed", error));
  }, EVERY_MS);
  timer.unref();
  return {
    sweep,
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}
