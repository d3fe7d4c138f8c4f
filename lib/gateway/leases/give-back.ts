import type { GatewayMetrics } from "#lib/gateway/metrics.ts";
import { monotonicMs } from "#lib/platform/clock.ts";
import { log } from "#lib/platform/log.ts";
import type { Pool } from "#lib/platform/postgres.ts";
import { isContended, isRefusedData } from "#lib/platform/sql-state.ts";
import type { Lease, LeasedRequest } from "./lease.ts";
import { type CarvedLease, type CarvedState, carveLeases } from "./lease-calls.ts";

/** Gives requests holds of their own, and gives back leases. */
export type GivingBack = {
  /** Admits nothing from a lease any more, and gives it back now; where that fails, at every look until it is known. */
  close(lease: Lease): void;
  isClosing(leaseId: string): boolean;
  /** Gives holds of their own to requests admitted before an instant of `monotonicMs`, and back what is still to be. */
  carve(admittedBeforeMs: number): Promise<void>;
};

type Work = { readonly lease: Lease; readonly requests: readonly LeasedRequest[] };

/** @param open the requests that were admitted from leases, by their id: those that get holds are removed */
export function createGivingBack({
  pool,
  open,
  metrics,
}: {
  pool: Pool;
  open: Map<string, LeasedRequest>;
  metrics: GatewayMetrics;
}): GivingBack {
  const closing = new Set<Lease>();

  const end = ({ lease, requests }: Work, states: ReadonlyMap<string, CarvedState>) => {
    for (const { request } of requests) {
      const state = states.get(request.requestId);
      if (state === "lost") log.warn("lease.lost", { leaseId: lease.leaseId, requestId: request.requestId });
      if (state !== "held" && !lease.isClosing) markClosing(lease);
      open.delete(request.requestId);
    }
  };
  const markClosing = (lease: Lease) => {
    lease.isClosing = true;
    closing.add(lease);
  };
  const run = async (works: readonly Work[]): Promise<void> => {
    const asked = works.map((work) => ({ work, isClosing: work.lease.isClosing }));
    try {
      const states = await carveLeases(
        pool,
        asked.map(({ work, isClosing }) => carvedLease(work, isClosing)),
      );
      for (const { work, isClosing } of asked) {
        end(work, states);
        if (!isClosing) continue;
        if (closing.delete(work.lease)) metrics.leaseGivenBack();
      }
    } catch (error) {
      if (works.length > 1 && (isRefusedData(error) || isContended(error))) {
        await Promise.all(works.map((work) => run([work])));
        return;
      }
      for (const { lease } of works) markClosing(lease);
      log.warn("lease.unknown", { leases: works.length, reason: (error as Error).message });
    }
  };
  const start = (works: readonly Work[]): Promise<void> => {
    const carving = run(works);
    for (const { requests } of works) {
      for (const request of requests) {
        request.carving = carving;
        void carving.then(() => {
          request.carving = null;
        });
      }
    }
    return carving;
  };
  const requestsOf = (lease: Lease) => [...open.values()].filter((leased) => leased.lease === lease);

  return {
    close: (lease) => {
      if (closing.has(lease)) return;
      markClosing(lease);
      void start([{ lease, requests: requestsOf(lease) }]);
    },
    isClosing: (leaseId) => [...closing].some((lease) => lease.leaseId === leaseId),
    carve: async (admittedBeforeMs) => {
      const byLease = new Map<Lease, LeasedRequest[]>([...closing].map((lease) => [lease, requestsOf(lease)]));
      for (const leased of open.values()) {
        const { lease, admittedAtMs, isSettling, carving } = leased;
        if (closing.has(lease) || isSettling || carving || admittedAtMs > admittedBeforeMs) continue;
        const requests = byLease.get(lease);
        if (requests) requests.push(leased);
        else byLease.set(lease, [leased]);
      }
      if (byLease.size === 0) return;
      await start([...byLease].map(([lease, requests]) => ({ lease, requests })));
    },
  };
}

function carvedLease({ lease, requests }: Work, isClosing: boolean): CarvedLease {
  return {
    workspaceId: lease.sample.workspaceId,
    leaseId: lease.leaseId,
    isClosing,
    unusedMicros: isClosing ? lease.unusedMicros(monotonicMs()) : 0,
    requests,
  };
}
