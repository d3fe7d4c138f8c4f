import type { Nanos } from "#lib/domain/money.ts";
import type { Admission, AdmissionRequest } from "#lib/gateway/admission.ts";
import { createGroupedCall } from "#lib/gateway/grouped-call.ts";
import type { ClaimedEvent } from "#lib/gateway/idempotency/claimed-event.ts";
import type { GatewayMetrics } from "#lib/gateway/metrics.ts";
import { startTicks } from "#lib/gateway/start-ticks.ts";
import { monotonicMs, systemClock } from "#lib/platform/clock.ts";
import { newRequestId } from "#lib/platform/ids.ts";
import { log } from "#lib/platform/log.ts";
import type { Pool } from "#lib/platform/postgres.ts";
import { createGivingBack } from "./give-back.ts";
import { Lease, type LeasedRequest } from "./lease.ts";
import { recallLeases, type TakenLease, takeLeases, type WantedLease } from "./lease-calls.ts";
import { LeaseDemand } from "./lease-demand.ts";
import type { StoreHealth } from "./store-health.ts";

const TICK_MS = 1_000;
/** A lease that the database has not confirmed for so long is not used. */
const LONGEST_UNCONFIRMED_MS = 2_000;
const LONGEST_LEASE_MS = 3_600_000;
/** A lease that fewer requests used since the last look is given back. */
const LEAST_USED = 4;
/** Requests that are under way for longer get holds of their own. */
const CARVED_AFTER_MS = 500;
const SCARCE_MS = 1_000;
const RENEWAL_PAUSE_MS = 100;
/** For how long a workspace takes no lease after somebody needed what it held. */
const RECALLED_MS = 5_000;
/** For how long it is remembered that a workspace has no leases. */
const NONE_LEASED_MS = 200;
/** More would keep settlements waiting for too long. */
const TAKEN_AT_ONCE = 16;
const MAX_GROUP = 200;

export type LeaseParts = {
  readonly pool: Pool;
  readonly processId: string;
  readonly health: StoreHealth;
  readonly metrics: GatewayMetrics;
};

/** The leases of this process: room that it holds ahead for busy keys, so that it may admit their requests by itself. */
export type Leases = {
  /** Admits a request from a lease. Null where only the database can decide. */
  admit(request: AdmissionRequest): Admission | null;
  /** The database has decided over a request; where such requests are many, a lease is taken for the next. */
  noteDecided(request: AdmissionRequest): void;
  /** Settles an event, and charges it to the lease that its request was admitted from. */
  settle(event: ClaimedEvent, settle: (event: ClaimedEvent) => Promise<void>): Promise<void>;
  /** Whether a request was admitted from a lease and has no hold of its own. */
  has(requestId: string): boolean;
  /** Whether a lease is in use here, or being given back. */
  knows(leaseId: string): boolean;
  /** Has every process give back its leases of a workspace. @returns whether there are any */
  recall(workspaceId: string): Promise<boolean>;
  /** Gives back the leases of a workspace, and takes none of it for a while if somebody needs what they held. */
  giveBack(workspaceId: string, isNeeded: boolean): void;
  /** Gives back all, when it may have been missed that somebody needs them. */
  giveBackAll(): void;
  /** Gives back all, and takes no more. */
  close(): Promise<void>;
};

export function createLeases({ pool, processId, health, metrics }: LeaseParts): Leases {
  const demands = new Map<string, LeaseDemand>();
  const open = new Map<string, LeasedRequest>();
  const blockedUntilMs = new Map<string, number>();
  const unleasedUntilMs = new Map<string, number>();
  let isClosed = false;

  const take = createGroupedCall<WantedLease, TakenLease>(
    async (wanted) => {
      const taken = await takeLeases(pool, wanted, processId);
      health.noteAnswer();
      return wanted.map(({ leaseId }) => ({ status: "fulfilled", value: taken.get(leaseId) ?? { state: "gone" } }));
    },
    { maxGroup: TAKEN_AT_ONCE },
  );
  const recall = createGroupedCall<string, boolean>(
    async (workspaceIds) => {
      const leased = await recallLeases(pool, workspaceIds);
      return workspaceIds.map((id) => ({ status: "fulfilled", value: leased.has(id) }));
    },
    { maxGroup: MAX_GROUP },
  );
  const givingBack = createGivingBack({ pool, open, metrics });

  const close = (demand: LeaseDemand) => {
    const { lease } = demand;
    demand.lease = null;
    if (!lease) return;
    // What is asked for it now is given back once it is known.
    if (lease.isRenewing) lease.isClosing = true;
    else givingBack.close(lease);
  };
  /** @returns whether the lease may be used */
  const ask = async (lease: Lease, wanted: WantedLease): Promise<boolean> => {
    const askedAtMs = monotonicMs();
    try {
      const taken = await take(wanted);
      if (taken.state !== "held") return false;
      lease.add(taken, askedAtMs);
      metrics.leaseTaken(wanted.isRenewal);
      const isLess = taken.nanos < wanted.nanos || taken.requests < wanted.requests || taken.places < wanted.places;
      lease.renewableAtMs = monotonicMs() + (isLess ? RENEWAL_PAUSE_MS : 0);
      return true;
    } catch (error) {
      // It may have been given: what is not known is not used.
      log.warn("lease.unknown", { leaseId: lease.leaseId, reason: (error as Error).message });
      return false;
    }
  };
  const askFor = async (demand: LeaseDemand, lease: Lease, wanted: WantedLease) => {
    lease.isRenewing = true;
    const isUsable = await ask(lease, wanted);
    lease.isRenewing = false;
    if (isUsable && demand.lease === lease && !lease.isClosing) return;
    if (!isUsable) demand.leasableAtMs = monotonicMs() + SCARCE_MS;
    if (demand.lease === lease) demand.lease = null;
    givingBack.close(lease);
  };
  const takeFirst = (demand: LeaseDemand, nowMs: number) => {
    const lease = new Lease(newRequestId(systemClock.now()), demand.sample, nowMs);
    demand.lease = lease;
    void askFor(demand, lease, demand.firstLease(lease.leaseId, nowMs));
  };
  const renew = (demand: LeaseDemand, lease: Lease, nowMs: number) => {
    if (lease.isRenewing) return;
    void askFor(demand, lease, demand.renewal(lease, nowMs));
  };
  const demandFor = (request: AdmissionRequest) => {
    const name = className(request);
    let demand = demands.get(name);
    if (!demand) {
      demand = new LeaseDemand(request);
      demands.set(name, demand);
    }
    return demand;
  };
  const look = (demand: LeaseDemand, name: string, nowMs: number) => {
    const { lease } = demand;
    if (!lease || lease.isClosing) {
      demand.lease = null;
      if (demand.isQuiet(nowMs)) demands.delete(name);
      return;
    }
    const isOld = nowMs - lease.takenAtMs > LONGEST_LEASE_MS;
    const isIdle = lease.usedCount < LEAST_USED && nowMs - lease.takenAtMs > TICK_MS / 2;
    if (isIdle || isOld) close(demand);
    else renew(demand, lease, nowMs);
    lease.usedCount = 0;
  };
  const tick = async () => {
    const nowMs = monotonicMs();
    for (const memory of [blockedUntilMs, unleasedUntilMs]) {
      for (const [workspaceId, untilMs] of memory) if (untilMs < nowMs) memory.delete(workspaceId);
    }
    for (const [name, demand] of demands) look(demand, name, nowMs);
    await givingBack.carve(nowMs - CARVED_AFTER_MS);
  };
  const ticks = startTicks(TICK_MS, tick, "lease.keeping_failed");

  return {
    admit: (request) => {
      if (request.isRepeat) return null;
      const nowMs = monotonicMs();
      const demand = demandFor(request);
      const heldNanos = mostOf(request);
      demand.note(heldNanos, nowMs);
      const { lease } = demand;
      if (!lease || nowMs - lease.confirmedAtMs > LONGEST_UNCONFIRMED_MS || !health.isKnown()) return null;
      if (nowMs >= lease.renewableAtMs && demand.isLow(lease, nowMs)) renew(demand, lease, nowMs);
      if (!lease.hasRoomFor(heldNanos)) return null;
      open.set(request.requestId, lease.admit(request, heldNanos, nowMs));
      metrics.admittedFromLease();
      return { verdict: "admitted", maxTokens: request.maxTokens, rate: lease.rate(nowMs) };
    },
    noteDecided: (request) => {
      const nowMs = monotonicMs();
      const demand = demandFor(request);
      if (demand.lease?.isClosing) demand.lease = null;
      if (isClosed || demand.lease || !demand.isBusy(nowMs) || !health.isKnown()) return;
      if ((blockedUntilMs.get(request.workspaceId) ?? 0) > nowMs) return;
      takeFirst(demand, nowMs);
    },
    settle: async (event, settle) => {
      const leased = open.get(event.requestId);
      if (leased?.carving) await leased.carving;
      if (!leased || !open.has(event.requestId)) return settle(event);
      leased.isSettling = true;
      try {
        const { leaseId, isClosing } = leased.lease;
        await settle({ ...event, lease: { leaseId, isOnlyHold: !isClosing } });
      } catch (error) {
        leased.isSettling = false;
        throw error;
      }
      if (open.delete(event.requestId)) leased.lease.settle(leased, event.amountNanos);
    },
    has: (requestId) => open.has(requestId),
    knows: (leaseId) =>
      givingBack.isClosing(leaseId) || [...demands.values()].some(({ lease }) => lease?.leaseId === leaseId),
    recall: async (workspaceId) => {
      if ((unleasedUntilMs.get(workspaceId) ?? 0) > monotonicMs()) return false;
      const isLeased = await recall(workspaceId);
      if (!isLeased) unleasedUntilMs.set(workspaceId, monotonicMs() + NONE_LEASED_MS);
      return isLeased;
    },
    giveBack: (workspaceId, isNeeded) => {
      if (isNeeded) blockedUntilMs.set(workspaceId, monotonicMs() + RECALLED_MS);
      for (const demand of demands.values()) if (demand.sample.workspaceId === workspaceId) close(demand);
    },
    giveBackAll: () => {
      for (const demand of demands.values()) close(demand);
    },
    close: async () => {
      isClosed = true;
      for (const demand of demands.values()) close(demand);
      await ticks.stop();
      await take.idle();
      await givingBack.carve(monotonicMs());
    },
  };
}

/** What may be charged for a request at most. */
function mostOf({ inputNanos, tokenNanos, maxTokens }: AdmissionRequest): Nanos {
  return inputNanos + tokenNanos * BigInt(maxTokens);
}

/** Requests of one class may share a lease: all of them is held against the same counters, places and rate. */
function className(request: AdmissionRequest): string {
  const { workspaceId, periodKey, apiKeyId, memberId, deploymentId, account, requestsPerMinute } = request;
  return `${workspaceId}/${periodKey}/${apiKeyId}/${memberId}/${deploymentId}/${account}/${requestsPerMinute}`;
}
