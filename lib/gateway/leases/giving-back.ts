import type { Daybook } from "#lib/gateway/daybook/daybook.ts";
import type { GatewayMetrics } from "#lib/gateway/metrics.ts";
import { monotonicMs } from "#lib/platform/clock.ts";
import { log } from "#lib/platform/log.ts";
import type { Pool } from "#lib/platform/postgres.ts";
import { isContended, isRefusedData } from "#lib/platform/sql-state.ts";
import type { Lease, LeasedRequest } from "./lease.ts";
import { type CarvedLease, type CarvedState, carveLeases } from "./lease-calls.ts";

type Work = { readonly lease: Lease; readonly requests: readonly LeasedRequest[]; readonly isClosing: boolean };

type Parts = {
  readonly pool: Pool;
  /** The requests that were admitted from leases, by their id: those that get holds are removed. */
  readonly open: Map<string, LeasedRequest>;
  readonly metrics: GatewayMetrics;
  readonly daybook: Pick<Daybook, "postAll">;
};

/** Gives requests holds of their own, and gives back leases. */
export class GivingBack {
  readonly #pool: Pool;
  readonly #open: Map<string, LeasedRequest>;
  readonly #metrics: GatewayMetrics;
  readonly #daybook: Pick<Daybook, "postAll">;
  readonly #closing = new Set<Lease>();

  constructor({ pool, open, metrics, daybook }: Parts) {
    this.#daybook = daybook;
    this.#pool = pool;
    this.#open = open;
    this.#metrics = metrics;
  }

  /** Whether a lease is being given back. */
  has(leaseId: string): boolean {
    return [...this.#closing].some((lease) => lease.leaseId === leaseId);
  }

  /** Admits nothing from a lease any more, and gives it back now; where that fails, at every look until it is known. */
  start(lease: Lease): void {
    if (this.#closing.has(lease)) return;
    this.#close(lease);
    void this.#carve([{ lease, requests: this.#requestsOf(lease), isClosing: true }]);
  }

  /** Gives holds of their own to requests admitted before an instant of `monotonicMs`, and back what is still to be. */
  async carve(admittedBeforeMs: number): Promise<void> {
    const byLease = new Map<Lease, LeasedRequest[]>();
    for (const leased of this.#open.values()) {
      const { lease, admittedAtMs, isSettling, carving } = leased;
      if (this.#closing.has(lease) || isSettling || carving || admittedAtMs > admittedBeforeMs) continue;
      const requests = byLease.get(lease);
      if (requests) requests.push(leased);
      else byLease.set(lease, [leased]);
    }
    const works: Work[] = [...byLease].map(([lease, requests]) => ({ lease, requests, isClosing: false }));
    for (const lease of this.#closing) works.push({ lease, requests: this.#requestsOf(lease), isClosing: true });
    if (works.length > 0) await this.#carve(works);
  }

  #close(lease: Lease): void {
    lease.isClosing = true;
    this.#closing.add(lease);
  }

  #requestsOf(lease: Lease): LeasedRequest[] {
    return [...this.#open.values()].filter((leased) => leased.lease === lease);
  }

  /** Does not reject. Whoever settles one of the requests meanwhile waits for it. */
  #carve(works: readonly Work[]): Promise<void> {
    const carving = this.#carveOncePosted(works);
    for (const request of works.flatMap(({ requests }) => requests)) {
      request.carving = carving;
      void carving.then(() => {
        request.carving = null;
      });
    }
    return carving;
  }

  /** A lease is given back once what was charged to it is posted, and at the next look if that cannot be now. */
  async #carveOncePosted(works: readonly Work[]): Promise<void> {
    const isPosted = works.every(({ isClosing }) => !isClosing) || (await this.#daybook.postAll());
    const ready = isPosted ? works : works.filter(({ isClosing }) => !isClosing);
    if (ready.length > 0) await this.#run(ready);
  }

  async #run(works: readonly Work[]): Promise<void> {
    try {
      const states = await carveLeases(this.#pool, works.map(carvedLease));
      for (const work of works) this.#note(work, states);
    } catch (error) {
      if (works.length > 1 && (isRefusedData(error) || isContended(error))) {
        await Promise.all(works.map((work) => this.#run([work])));
        return;
      }
      // It may have been done: what is not known is not used.
      for (const { lease } of works) this.#close(lease);
      log.warn("lease.unknown", { leases: works.length, reason: (error as Error).message });
    }
  }

  #note({ lease, requests, isClosing }: Work, states: ReadonlyMap<string, CarvedState>): void {
    for (const { request } of requests) {
      const state = states.get(request.requestId);
      if (state === "lost") log.warn("lease.lost", { leaseId: lease.leaseId, requestId: request.requestId });
      if (state !== "held" && !lease.isClosing) this.#close(lease);
      this.#open.delete(request.requestId);
    }
    if (isClosing && this.#closing.delete(lease)) this.#metrics.leaseGivenBack();
  }
}

function carvedLease({ lease, requests, isClosing }: Work): CarvedLease {
  return {
    workspaceId: lease.sample.workspaceId,
    leaseId: lease.leaseId,
    isClosing,
    unusedMicros: isClosing ? lease.unusedMicros(monotonicMs()) : 0,
    requests,
  };
}
