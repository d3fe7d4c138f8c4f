import type { Nanos } from "#lib/domain/money.ts";
import type { Admission, AdmissionRequest } from "#lib/gateway/admission.ts";
import type { Daybook } from "#lib/gateway/daybook/daybook.ts";
import { createGroupedCall, type GroupedCall } from "#lib/gateway/grouped-call.ts";
import type { ClaimedEvent } from "#lib/gateway/idempotency/claimed-event.ts";
import type { GatewayMetrics } from "#lib/gateway/metrics.ts";
import { startTicks, type Ticks } from "#lib/gateway/start-ticks.ts";
import { monotonicMs, systemClock } from "#lib/platform/clock.ts";
import { newRequestId } from "#lib/platform/ids.ts";
import { log } from "#lib/platform/log.ts";
import type { Pool } from "#lib/platform/postgres.ts";
import { GivingBack } from "./giving-back.ts";
import { Lease, type LeasedRequest } from "./lease.ts";
import { type TakenLease, takeLeases, type WantedLease } from "./lease-calls.ts";
import { LeaseDemand } from "./lease-demand.ts";
import { LeaseRecalls } from "./lease-recalls.ts";
import type { StoreHealth } from "./store-health.ts";

const TICK_MS = 1_000;
/** A lease that the database has not confirmed for so long is not used. */
const LONGEST_UNCONFIRMED_MS = 2_000;
const LONGEST_LEASE_MS = 3_600_000;
/** Requests that are under way for longer get holds of their own. */
const CARVED_AFTER_MS = 500;
const SCARCE_MS = 1_000;
const RENEWAL_PAUSE_MS = 100;
/** More would keep settlements waiting for too long. */
const TAKEN_AT_ONCE = 16;

type LeaseParts = {
  readonly pool: Pool;
  readonly processId: string;
  readonly health: StoreHealth;
  readonly metrics: GatewayMetrics;
  readonly daybook: Daybook;
};

/**
 * The leases of this process: room that it holds ahead for busy keys, so that it may admit their requests by itself. They are
 * taken, renewed and given back beside the requests, never on the way of one.
 */
export class Leases {
  readonly #health: StoreHealth;
  readonly #metrics: GatewayMetrics;
  readonly #daybook: Daybook;
  readonly #demands = new Map<string, LeaseDemand>();
  readonly #open = new Map<string, LeasedRequest>();
  readonly #take: GroupedCall<WantedLease, TakenLease>;
  readonly #recalls: LeaseRecalls;
  readonly #givingBack: GivingBack;
  readonly #ticks: Ticks;
  #isClosed = false;

  constructor({ pool, processId, health, metrics, daybook }: LeaseParts) {
    this.#health = health;
    this.#metrics = metrics;
    this.#daybook = daybook;
    daybook.onTermOver = () => this.giveBackAll();
    this.#recalls = new LeaseRecalls(pool);
    this.#givingBack = new GivingBack({ pool, open: this.#open, metrics, daybook });
    this.#take = createGroupedCall(
      async (wanted) => {
        const taken = await takeLeases(pool, wanted, processId);
        health.noteAnswer();
        return wanted.map(({ leaseId }) => ({ status: "fulfilled", value: taken.get(leaseId) ?? { state: "gone" } }));
      },
      { maxGroup: TAKEN_AT_ONCE },
    );
    this.#ticks = startTicks(TICK_MS, () => this.#look(), "lease.keeping_failed");
  }

  /** Admits a request from a lease. Null where only the database can decide. */
  admit(request: AdmissionRequest): Admission | null {
    if (request.isRepeat) return null;
    const nowMs = monotonicMs();
    const demand = this.#demandFor(request);
    const heldNanos = mostOf(request);
    demand.note(heldNanos, nowMs);
    const { lease } = demand;
    if (!lease || nowMs - lease.confirmedAtMs > LONGEST_UNCONFIRMED_MS || !this.#health.isKnown()) return null;
    if (nowMs >= lease.renewableAtMs && demand.isLow(lease, nowMs)) this.#renew(demand, lease, nowMs);
    if (!lease.hasRoomFor(heldNanos)) return null;
    this.#open.set(request.requestId, lease.admit(request, heldNanos, nowMs));
    this.#metrics.admittedFromLease();
    return { verdict: "admitted", maxTokens: request.maxTokens, rate: lease.rate(nowMs) };
  }

  /**
   * The database has decided over a request. Where such requests are many and let through, a lease is taken for the next.
   * @returns the answer, with what a lease has of the key's rate among what is free
   */
  noteDecided(request: AdmissionRequest, answer: Admission): Admission {
    const demand = this.#demandFor(request);
    if (demand.lease?.isClosing) demand.lease = null;
    if (answer.verdict === "admitted" && answer.maxTokens === request.maxTokens) this.#takeIfBusy(demand, request);
    return demand.lease ? { ...answer, rate: demand.lease.withUnused(answer.rate) } : answer;
  }

  #takeIfBusy(demand: LeaseDemand, request: AdmissionRequest): void {
    const nowMs = monotonicMs();
    if (this.#isClosed || demand.lease || !demand.isBusy(nowMs) || !this.#health.isKnown()) return;
    const { termId } = this.#daybook;
    if (this.#recalls.isBlocked(request.workspaceId) || termId === null) return;
    const lease = new Lease(newRequestId(systemClock.now()), demand.sample, { takenAtMs: nowMs, termId });
    demand.lease = lease;
    void this.#askFor(demand, lease, demand.firstLease(lease.leaseId, nowMs));
  }

  /**
   * Ends a request: notes its event, where it was admitted from a lease, or settles it at once. Either way it is durable
   * and charged to what was held for it.
   */
  async settle(event: ClaimedEvent, settle: (event: ClaimedEvent) => Promise<void>): Promise<void> {
    const leased = this.#open.get(event.requestId);
    if (leased?.carving) await leased.carving;
    if (!leased || !this.#open.has(event.requestId)) return settle(event);
    leased.isSettling = true;
    const { leaseId, isClosing, termId } = leased.lease;
    const charged = { ...event, lease: { leaseId, isOnlyHold: !isClosing } };
    const isNotable = !isClosing && !event.claim && this.#daybook.takes(termId);
    try {
      if (!isNotable) await settle(charged);
      else if (!(await this.#daybook.note(charged, termId))) return this.settle(event, settle);
    } catch (error) {
      leased.isSettling = false;
      throw error;
    }
    if (this.#open.delete(event.requestId)) leased.lease.settle(leased, event.amountNanos);
  }

  /** Whether a request was admitted from a lease and has no hold of its own. */
  has(requestId: string): boolean {
    return this.#open.has(requestId);
  }

  /** Whether a lease is in use here, or being given back. */
  knows(leaseId: string): boolean {
    return this.#givingBack.has(leaseId) || [...this.#demands.values()].some(({ lease }) => lease?.leaseId === leaseId);
  }

  /** Has every process give back its leases of a workspace. @returns whether there are any */
  recall(workspaceId: string): Promise<boolean> {
    return this.#recalls.recall(workspaceId);
  }

  /** Gives back the leases of a workspace, and takes none of it for a while if somebody needs what they held. */
  giveBack(workspaceId: string, isNeeded: boolean): void {
    if (isNeeded) this.#recalls.block(workspaceId);
    for (const demand of this.#demands.values()) if (demand.sample.workspaceId === workspaceId) this.#close(demand);
  }

  /** Gives back all, when it may have been missed that somebody needs them. */
  giveBackAll(): void {
    for (const demand of this.#demands.values()) this.#close(demand);
  }

  /** Gives back all, and takes no more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.giveBackAll();
    await this.#ticks.stop();
    await this.#take.idle();
    await this.#givingBack.carve(monotonicMs());
  }

  #demandFor(request: AdmissionRequest): LeaseDemand {
    const name = className(request);
    let demand = this.#demands.get(name);
    if (!demand) {
      demand = new LeaseDemand(request);
      this.#demands.set(name, demand);
    }
    return demand;
  }

  #renew(demand: LeaseDemand, lease: Lease, nowMs: number): void {
    if (!lease.isRenewing) void this.#askFor(demand, lease, demand.renewal(lease, nowMs));
  }

  async #askFor(demand: LeaseDemand, lease: Lease, wanted: WantedLease): Promise<void> {
    lease.isRenewing = true;
    const isUsable = await this.#ask(lease, wanted);
    lease.isRenewing = false;
    if (isUsable && demand.lease === lease && !lease.isClosing) return;
    if (!isUsable) demand.leasableAtMs = monotonicMs() + SCARCE_MS;
    if (demand.lease === lease) demand.lease = null;
    this.#givingBack.start(lease);
  }

  /** @returns whether the lease may be used */
  async #ask(lease: Lease, wanted: WantedLease): Promise<boolean> {
    const askedAtMs = monotonicMs();
    try {
      const taken = await this.#take(wanted);
      if (taken.state !== "held") return false;
      lease.add(taken, askedAtMs);
      this.#metrics.leaseTaken(wanted.isRenewal);
      const isLess = taken.nanos < wanted.nanos || taken.requests < wanted.requests || taken.places < wanted.places;
      lease.renewableAtMs = monotonicMs() + (isLess ? RENEWAL_PAUSE_MS : 0);
      return true;
    } catch (error) {
      // It may have been given: what is not known is not used.
      log.warn("lease.unknown", { leaseId: lease.leaseId, reason: (error as Error).message });
      return false;
    }
  }

  #close(demand: LeaseDemand): void {
    const { lease } = demand;
    demand.lease = null;
    if (!lease) return;
    // What is asked for it now is given back once it is known.
    if (lease.isRenewing) lease.isClosing = true;
    else this.#givingBack.start(lease);
  }

  async #look(): Promise<void> {
    const nowMs = monotonicMs();
    this.#recalls.forgetOld();
    for (const [name, demand] of this.#demands) this.#lookAt(demand, name, nowMs);
    await this.#givingBack.carve(nowMs - CARVED_AFTER_MS);
    await this.#daybook.look();
  }

  #lookAt(demand: LeaseDemand, name: string, nowMs: number): void {
    const { lease } = demand;
    if (!lease || lease.isClosing) {
      demand.lease = null;
      if (demand.isQuiet(nowMs)) this.#demands.delete(name);
      return;
    }
    const isIdle = lease.usedCount === 0 && nowMs - lease.takenAtMs > TICK_MS / 2;
    const isOld = nowMs - lease.takenAtMs > LONGEST_LEASE_MS;
    lease.usedCount = 0;
    if (isIdle || isOld) this.#close(demand);
    else this.#renew(demand, lease, nowMs);
  }
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
