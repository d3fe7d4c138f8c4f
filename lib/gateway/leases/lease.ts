import type { Nanos } from "#lib/domain/money.ts";
import type { AdmissionRequest, RateState } from "#lib/gateway/admission.ts";

/** What the database added to a lease. Of the key's bucket: how full it was by then, and when it has drained. */
export type LeaseAddition = {
  readonly nanos: Nanos;
  readonly places: number;
  readonly requests: number;
  readonly rateLevelMs: number;
  readonly rateDrainedAtMs: number;
};

/** A request that was admitted from a lease and has no hold of its own yet. */
export type LeasedRequest = {
  readonly lease: Lease;
  readonly request: AdmissionRequest;
  readonly heldNanos: Nanos;
  readonly admittedAtMs: number;
  isSettling: boolean;
  /** Settles when it is known whether the request was given a hold of its own. */
  carving: Promise<void> | null;
};

/**
 * What this process knows of one lease: never more than the database holds for it. Instants are of `monotonicMs`, but for
 * `rateDrainedAtMs`, which is of the database's clock.
 */
export class Lease {
  readonly leaseId: string;
  /** One of the requests that it is for; all of them share what a hold says of its request. */
  readonly sample: AdmissionRequest;
  readonly takenAtMs: number;
  /** The term of the process in which it was taken: only in the same can be noted what was admitted from it. */
  readonly termId: string;
  freeNanos: Nanos = 0n;
  freePlaces = 0;
  freeRequests = 0;
  /** When the database last confirmed it; before it did, nothing may be admitted. */
  confirmedAtMs = Number.NEGATIVE_INFINITY;
  isRenewing = false;
  /** No sooner is it asked for more. */
  renewableAtMs = Number.NEGATIVE_INFINITY;
  /** Nothing is admitted from it any more, and it is given back. */
  isClosing = false;
  /** Requests that were admitted since the last look. */
  usedCount = 0;
  readonly #intervalMs: number;
  readonly #burst: number;
  #rateLevelMs = 0;
  #rateDrainedAtMs = 0;

  constructor(leaseId: string, sample: AdmissionRequest, { takenAtMs, termId }: { takenAtMs: number; termId: string }) {
    this.leaseId = leaseId;
    this.sample = sample;
    this.takenAtMs = takenAtMs;
    this.termId = termId;
    this.#intervalMs = Math.max(1, Math.floor(60_000_000 / sample.requestsPerMinute)) / 1_000;
    this.#burst = Math.max(1, Math.floor(sample.requestsPerMinute / 10));
  }

  /** @param askedAtMs when the database was asked: the bucket has drained since then */
  add(added: LeaseAddition, askedAtMs: number): void {
    this.freeNanos += added.nanos;
    this.freePlaces += added.places;
    this.freeRequests += added.requests;
    this.#rateLevelMs = added.rateLevelMs;
    this.#rateDrainedAtMs = added.rateDrainedAtMs;
    this.confirmedAtMs = askedAtMs;
  }

  hasRoomFor(heldNanos: Nanos): boolean {
    return !this.isClosing && this.freePlaces > 0 && this.freeRequests > 0 && this.freeNanos >= heldNanos;
  }

  admit(request: AdmissionRequest, heldNanos: Nanos, nowMs: number): LeasedRequest {
    this.freeNanos -= heldNanos;
    this.freePlaces -= 1;
    this.freeRequests -= 1;
    this.usedCount += 1;
    return { lease: this, request, heldNanos, admittedAtMs: nowMs, isSettling: false, carving: null };
  }

  /** A request has ended, and the database charged the lease so much for it. */
  settle({ heldNanos }: LeasedRequest, chargedNanos: Nanos): void {
    this.freeNanos += heldNanos - chargedNanos;
    this.freePlaces += 1;
  }

  /** Where the key stands with its rate: what the lease has is free, like what is free in the bucket. */
  rate(nowMs: number): RateState {
    const unusedMs = this.freeRequests * this.#intervalMs;
    const filledMs = Math.max(0, this.#rateLevelMs - (nowMs - this.confirmedAtMs) - unusedMs);
    return {
      remaining: Math.max(0, Math.floor(this.#burst - filledMs / this.#intervalMs)),
      drainedAtMs: this.#rateDrainedAtMs - unusedMs,
    };
  }

  /** The same from what the database says of the bucket, to which the lease's unused requests are not free. */
  withUnused({ remaining, drainedAtMs }: RateState): RateState {
    return {
      remaining: Math.min(this.#burst, remaining + this.freeRequests),
      drainedAtMs: drainedAtMs - this.freeRequests * this.#intervalMs,
    };
  }

  /** What of the rate may be given back, in microseconds of the bucket: what has drained meanwhile is gone. */
  unusedMicros(nowMs: number): number {
    const drainingMs = Math.max(0, this.#rateLevelMs - (nowMs - this.confirmedAtMs));
    return Math.floor(Math.min(this.freeRequests * this.#intervalMs, drainingMs) * 1_000);
  }
}
