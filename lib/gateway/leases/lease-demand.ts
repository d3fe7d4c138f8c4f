import type { Nanos } from "#lib/domain/money.ts";
import type { AdmissionRequest } from "#lib/gateway/admission.ts";
import type { Lease } from "./lease.ts";
import type { WantedLease } from "./lease-calls.ts";

const WINDOW_MS = 1_000;
/** With so many requests in a second, a lease costs the database less than admitting them one by one. */
const BUSY_COUNT = 3;
const LEAST_REQUESTS = 32;
const MOST_REQUESTS = 1_024;
/** A new lease that has room for less is of no use. */
const LEAST_USEFUL = 16;

/** How often the requests of one class come: those that may share a lease. Instants are of `monotonicMs`. */
export class LeaseDemand {
  readonly sample: AdmissionRequest;
  lease: Lease | null = null;
  /** No sooner is a lease asked for. */
  leasableAtMs = Number.NEGATIVE_INFINITY;
  #windowStartMs = Number.NEGATIVE_INFINITY;
  #count = 0;
  #previousCount = 0;
  #largestNanos: Nanos = 0n;
  #previousLargestNanos: Nanos = 0n;

  constructor(sample: AdmissionRequest) {
    this.sample = sample;
  }

  note(heldNanos: Nanos, nowMs: number): void {
    const sinceMs = nowMs - this.#windowStartMs;
    if (sinceMs >= WINDOW_MS) {
      this.#previousCount = sinceMs < 2 * WINDOW_MS ? this.#count : 0;
      this.#previousLargestNanos = sinceMs < 2 * WINDOW_MS ? this.#largestNanos : 0n;
      this.#count = 0;
      this.#largestNanos = 0n;
      this.#windowStartMs = nowMs;
    }
    this.#count += 1;
    if (heldNanos > this.#largestNanos) this.#largestNanos = heldNanos;
  }

  isBusy(nowMs: number): boolean {
    return nowMs >= this.leasableAtMs && this.#perSecond(nowMs) >= BUSY_COUNT;
  }

  isQuiet(nowMs: number): boolean {
    return this.#perSecond(nowMs) === 0;
  }

  /** What a lease of its own would be. */
  firstLease(leaseId: string, nowMs: number): WantedLease {
    const requests = this.#requestsWanted(nowMs);
    const largest = this.#largest();
    return {
      leaseId,
      isRenewal: false,
      sample: this.sample,
      leastNanos: largest * BigInt(LEAST_USEFUL),
      nanos: largest * BigInt(requests),
      places: requests,
      requests,
    };
  }

  /** What its lease lacks. */
  renewal(lease: Lease, nowMs: number): WantedLease {
    const requests = this.#requestsWanted(nowMs);
    const lacking = this.#largest() * BigInt(requests) - lease.freeNanos;
    return {
      leaseId: lease.leaseId,
      isRenewal: true,
      sample: lease.sample,
      leastNanos: 0n,
      nanos: lacking > 0n ? lacking : 0n,
      places: Math.max(0, requests - lease.freePlaces),
      requests: Math.max(0, requests - lease.freeRequests),
    };
  }

  /** Whether what its lease has will soon be used up. */
  isLow(lease: Lease, nowMs: number): boolean {
    const few = this.#requestsWanted(nowMs) >> 2;
    return lease.freeRequests < few || lease.freePlaces < few >> 1 || lease.freeNanos < this.#largest() * BigInt(few);
  }

  #perSecond(nowMs: number): number {
    const sinceMs = nowMs - this.#windowStartMs;
    if (sinceMs >= 2 * WINDOW_MS) return 0;
    return sinceMs >= WINDOW_MS ? this.#count : Math.max(this.#count, this.#previousCount);
  }

  #requestsWanted(nowMs: number): number {
    return Math.min(MOST_REQUESTS, Math.max(LEAST_REQUESTS, 2 * this.#perSecond(nowMs)));
  }

  #largest(): Nanos {
    if (this.#previousLargestNanos > this.#largestNanos) return this.#previousLargestNanos;
    return this.#largestNanos;
  }
}
