import { utcDayKey } from "#lib/domain/billing-period.ts";
import { closeUpstreams } from "#lib/fleet/upstream.ts";
import { monotonicMs, systemClock } from "#lib/platform/clock.ts";
import type { GatewayEnv } from "#lib/platform/env.ts";
import { log } from "#lib/platform/log.ts";
import { createPool, listen, type Pool } from "#lib/platform/postgres.ts";
import type { GatewayHandler } from "./gateway-http.ts";
import type { GatewayLimits } from "./gateway-parts.ts";
import { createGateway } from "./handler.ts";
import { createKeyCache } from "./key-cache.ts";
import { readKeySnapshot } from "./key-snapshot.ts";
import { createPriceBook, readPriceVersions } from "./price-book.ts";
import { createSettlement } from "./settlement.ts";

const MEBIBYTE = 1_048_576;
const DEFAULT_LIMITS: GatewayLimits = {
  bodyBytes: 10 * MEBIBYTE,
  answerBytes: 32 * MEBIBYTE,
  upstreamTimeoutMs: 120_000,
};
const POOL_SIZE = 8;
const LONGEST_QUERY_MS = 4_000;
const RECONNECT_MS = 500;
const PARTITION_CHECK_MS = 12 * 3_600_000;
const ALL_PRICES = "prices";

export type OpenGateway = {
  readonly handle: GatewayHandler;
  /** Whether requests can be served: the database answers. */
  isHealthy(): Promise<boolean>;
  close(): Promise<void>;
};

type GatewaySettings = Pick<GatewayEnv, "DATABASE_URL" | "FLEET_URL" | "FLEET_API_KEY">;

/** Connects a gateway to its database and fleet. */
export async function openGateway(env: GatewaySettings, limits: Partial<GatewayLimits> = {}): Promise<OpenGateway> {
  const pool = createPool(env.DATABASE_URL, {
    max: POOL_SIZE,
    applicationName: "weir-gateway",
    longestQueryMs: LONGEST_QUERY_MS,
  });
  const keys = createKeyCache({ read: (hash) => readKeySnapshot(pool, hash), nowMs: monotonicMs });
  const prices = createPriceBook({ read: () => readPriceVersions(pool), nowMs: monotonicMs });
  const stopListening = listen(env.DATABASE_URL, {
    channel: "weir_changes",
    retryMs: RECONNECT_MS,
    onMessage: (changed) => (changed === ALL_PRICES ? prices.forgetAll() : keys.forgetWorkspace(changed)),
    onReconnect: () => {
      keys.forgetAll();
      prices.forgetAll();
    },
  });
  await ensurePartitions(pool);
  const partitionTimer = setInterval(() => void ensurePartitions(pool), PARTITION_CHECK_MS);
  partitionTimer.unref();

  const settle = createSettlement(pool);
  const handle = createGateway({
    clock: systemClock,
    keys,
    prices,
    settle,
    fleet: { url: env.FLEET_URL, apiKey: env.FLEET_API_KEY ?? null },
    limits: { ...DEFAULT_LIMITS, ...limits },
  });
  return {
    handle,
    isHealthy: () =>
      pool.query("SELECT 1").then(
        () => true,
        () => false,
      ),
    close: async () => {
      clearInterval(partitionTimer);
      await stopListening();
      await closeUpstreams();
      await settle.idle();
      await pool.end();
    },
  };
}

/** Keeps the coming months' partitions ahead of the clock. Without one a month's events land in the default partition. */
async function ensurePartitions(pool: Pool): Promise<void> {
  await pool
    .query("SELECT ensure_usage_partitions($1::date, $1::date)", [utcDayKey(systemClock.now())])
    .catch((error) => log.error("usage.partitions_failed", error));
}
