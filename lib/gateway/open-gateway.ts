import { randomUUID } from "node:crypto";
import { utcDayKey } from "#lib/domain/billing-period.ts";
import { closeUpstreams } from "#lib/fleet/upstream.ts";
import { monotonicMs, systemClock } from "#lib/platform/clock.ts";
import type { GatewayEnv } from "#lib/platform/env.ts";
import { keepConnection } from "#lib/platform/kept-connection.ts";
import { log } from "#lib/platform/log.ts";
import { createPool, listen, type Pool } from "#lib/platform/postgres.ts";
import { type AdmissionRequest, createAdmission } from "./admission.ts";
import { cutRequest } from "./cut-request.ts";
import { Daybook } from "./daybook/daybook.ts";
import type { GatewayHandler } from "./gateway-http.ts";
import type { GatewayLimits, GatewayOptions } from "./gateway-parts.ts";
import { createGateway } from "./handler.ts";
import { startHoldKeeper } from "./hold-keeper.ts";
import { startClaimKeeper } from "./idempotency/claim-keeper.ts";
import type { ClaimedEvent } from "./idempotency/claimed-event.ts";
import { createReplyClaims } from "./idempotency/reply-claims.ts";
import { createKeyCache } from "./key-cache.ts";
import { readKeySnapshot } from "./key-snapshot.ts";
import { createKeyUse } from "./key-use.ts";
import { Leases } from "./leases/leases.ts";
import { createStoreHealth, type StoreHealth } from "./leases/store-health.ts";
import { createGatewayMetrics, type GatewayMetrics } from "./metrics.ts";
import { createOpenRequests } from "./open-requests.ts";
import { createPriceBook, readPriceVersions } from "./price-book.ts";
import { createSettlement, LONGEST_REPEATS_MS } from "./settlement.ts";

const MEBIBYTE = 1_048_576;
const DEFAULT_LIMITS: GatewayLimits = {
  bodyBytes: 10 * MEBIBYTE,
  answerBytes: 32 * MEBIBYTE,
  arrivingBodies: 1_000,
  upstreamTimeoutMs: 120_000,
  requestTimeoutMs: 600_000,
};
const POOL = { max: 8, applicationName: "weir-gateway", longestQueryMs: 4_000, longestLockMs: 1_500 };
/** A failure that cost nothing may go uncounted rather than keep its caller waiting for a database that is away. */
const LONGEST_UNHELD_REPEATS_MS = 1_000;
const RECONNECT_MS = 500;
const PARTITION_CHECK_MS = 12 * 3_600_000;
const ALL_PRICES = "prices";
const LEASES_OF = "leases/";

export type OpenGateway = {
  readonly handle: GatewayHandler;
  /** Whether requests can be served: the database answers. */
  isHealthy(): Promise<boolean>;
  /** Ends every request under way where it is; what streams had generated is billed. */
  cutRequests(): void;
  close(): Promise<void>;
};

type GatewaySettings = Pick<GatewayEnv, "DATABASE_URL" | "FLEET_URL" | "FLEET_API_KEY"> &
  Partial<Pick<GatewayEnv, "APP_URL">>;

type OpeningOptions = {
  readonly limits?: Partial<GatewayLimits>;
  readonly metrics?: GatewayMetrics;
  /** For how long a settlement that gets no answer is repeated before it is left for later. */
  readonly longestRepeatsMs?: number;
  /** Stands something else between requests and the database: for proofs that show what a careless gateway would do. */
  readonly instead?: (lanes: MoneyLanes) => MoneyLanes;
};

/** What of a gateway moves money. */
export type MoneyLanes = Pick<GatewayOptions, "admit" | "settle">;

/** Connects a gateway to its database and fleet. */
export async function openGateway(env: GatewaySettings, options: OpeningOptions = {}): Promise<OpenGateway> {
  const { metrics = createGatewayMetrics() } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const pool = createPool(env.DATABASE_URL, POOL);
  const processId = randomUUID();
  const health = createStoreHealth(monotonicMs);
  const { leases, closeLeases } = openLeases(pool, processId, { ...options, metrics, health });
  const { keys, prices, stopListening } = openCaches(pool, env.DATABASE_URL, { leases, health });
  await ensurePartitions(pool);
  const partitionTimer = setInterval(() => void ensurePartitions(pool), PARTITION_CHECK_MS);
  partitionTimer.unref();

  const openRequests = createOpenRequests();
  const { close: closeLanes, ...lanes } = openLanes(pool, processId, { ...options, metrics, leases, health });
  const keeper = startHoldKeeper({
    pool,
    processId,
    clock: systemClock,
    openRequests,
    leases,
    metrics,
    requestTimeoutMs: limits.requestTimeoutMs,
  });
  const claims = createReplyClaims(pool, processId);
  const claimKeeper = startClaimKeeper({ pool, requestTimeoutMs: limits.requestTimeoutMs });
  const fleet = { url: env.FLEET_URL, apiKey: env.FLEET_API_KEY ?? null };
  const consoleUrl = env.APP_URL?.replace(/\/+$/, "") ?? null;
  const clock = systemClock;
  return {
    handle: createGateway({
      clock,
      keys,
      prices,
      ...lanes,
      ...options.instead?.(lanes),
      claims,
      openRequests,
      metrics,
      fleet,
      consoleUrl,
      limits,
    }),
    isHealthy: () => answersQueries(pool),
    cutRequests: () => {
      for (const record of openRequests.list()) cutRequest(record);
    },
    close: async () => {
      clearInterval(partitionTimer);
      await stopListening();
      await closeUpstreams();
      await closeLanes();
      await closeLeases();
      await keeper.stop();
      await claimKeeper.stop();
      await pool.end();
    },
  };
}

/** The ways to the database that move money, each with a connection of its own. */
function openLanes(
  pool: Pool,
  processId: string,
  {
    metrics,
    longestRepeatsMs,
    leases,
    health,
  }: OpeningOptions & { metrics: GatewayMetrics; leases: Leases; health: StoreHealth },
) {
  const admission = keepConnection(pool);
  const settlement = keepConnection(pool);
  const decide = createAdmission({ lane: admission, pool }, processId, metrics);
  const settle = createSettlement(settlement, metrics, {
    health,
    ...(longestRepeatsMs !== undefined && { longestRepeatsMs }),
  });
  const settleUnheld = createSettlement(pool, metrics, { longestRepeatsMs: LONGEST_UNHELD_REPEATS_MS });
  return {
    admit: (request: AdmissionRequest) => {
      const admitted = leases.admit(request);
      return admitted
        ? Promise.resolve(admitted)
        : decide(request).then((answer) => leases.noteDecided(request, answer));
    },
    settle: (event: ClaimedEvent) => leases.settle(event, settle),
    settleUnheld,
    recallLeases: (workspaceId: string) => leases.recall(workspaceId),
    close: async () => {
      await Promise.all([settle.idle(), settleUnheld.idle()]);
      admission.release();
      settlement.release();
    },
  };
}

function openLeases(
  pool: Pool,
  processId: string,
  {
    metrics,
    health,
    longestRepeatsMs = LONGEST_REPEATS_MS,
  }: OpeningOptions & { metrics: GatewayMetrics; health: StoreHealth },
) {
  const notes = keepConnection(pool);
  const posts = keepConnection(pool);
  const keyUse = createKeyUse(monotonicMs);
  const daybook = new Daybook({ notes, posts, ownerId: processId, keyUse, metrics, health, longestRepeatsMs });
  const leases = new Leases({ pool, processId, health, metrics, daybook });
  return {
    leases,
    closeLeases: async () => {
      await leases.close();
      await daybook.postAll();
      notes.release();
      posts.release();
    },
  };
}

function answersQueries(pool: Pool): Promise<boolean> {
  return pool.query("SELECT 1").then(
    () => true,
    () => false,
  );
}

/** What the process remembers of keys and prices, forgotten as soon as they change, like leases whose terms may have. */
function openCaches(pool: Pool, databaseUrl: string, { leases, health }: { leases: Leases; health: StoreHealth }) {
  const keys = createKeyCache({ read: (hash) => readKeySnapshot(pool, hash), nowMs: monotonicMs });
  const prices = createPriceBook({ read: () => readPriceVersions(pool), nowMs: monotonicMs });
  const stopListening = listen(databaseUrl, {
    channel: "weir_changes",
    retryMs: RECONNECT_MS,
    onMessage: (changed) => {
      if (changed === ALL_PRICES) return prices.forgetAll();
      if (changed.startsWith(LEASES_OF)) return leases.giveBack(changed.slice(LEASES_OF.length), true);
      keys.forgetWorkspace(changed);
      leases.giveBack(changed, false);
    },
    onDisconnect: () => health.noteListening(false),
    onReconnect: () => {
      health.noteListening(true);
      leases.giveBackAll();
      keys.forgetAll();
      prices.forgetAll();
    },
  });
  return { keys, prices, stopListening };
}

/** Keeps the coming months' partitions ahead of the clock. Without one a month's events land in the default partition. */
async function ensurePartitions(pool: Pool): Promise<void> {
  await pool
    .query("SELECT ensure_usage_partitions($1::date, $1::date)", [utcDayKey(systemClock.now())])
    .catch((error) => log.error("usage.partitions_failed", error));
}
