import { describe, expect, test } from "vitest";
import { requestToAdmit } from "#lib/gateway/proof/request-to-admit.ts";
import { Lease } from "./lease.ts";
import { LeaseDemand } from "./lease-demand.ts";
import { createStoreHealth } from "./store-health.ts";

const ASKING = { workspaceId: "ws_a", apiKeyId: "key_a", ownerId: "user_a" };
const NOVEMBER = new Date(Date.UTC(2026, 10, 10));
const requestOf = (requestsPerMinute = 600) => requestToAdmit(ASKING, NOVEMBER, { requestsPerMinute });
const ADDED = { nanos: 1_000n, places: 2, requests: 10, rateLevelMs: 1_500, rateDrainedAtMs: 50_000 };

describe("a lease", () => {
  const leaseOf = () => {
    const lease = new Lease("lease_a", requestOf(), { takenAtMs: 0, termId: "term" });
    lease.add(ADDED, 100);
    return lease;
  };

  test("has room for what its money, its places and its requests allow", () => {
    const lease = leaseOf();
    expect(lease.hasRoomFor(1_000n)).toBe(true);
    expect(lease.hasRoomFor(1_001n)).toBe(false);
    const first = lease.admit(requestOf(), 600n, 100);
    expect([lease.hasRoomFor(400n), lease.hasRoomFor(401n)]).toEqual([true, false]);
    lease.admit(requestOf(), 0n, 100);
    expect(lease.hasRoomFor(0n)).toBe(false);
    lease.settle(first, 250n);
    expect([lease.hasRoomFor(750n), lease.hasRoomFor(751n)]).toEqual([true, false]);
    lease.isClosing = true;
    expect(lease.hasRoomFor(1n)).toBe(false);
  });

  test("counts what it has of the key's rate as free, and gives back no more than has not drained", () => {
    const lease = leaseOf();
    // 600 a minute: a tenth of a second each, sixty at once; five are taken by others and ten by the lease.
    expect(lease.rate(100)).toEqual({ remaining: 55, drainedAtMs: 49_000 });
    lease.admit(requestOf(), 1n, 100);
    expect(lease.rate(100)).toEqual({ remaining: 54, drainedAtMs: 49_100 });
    expect(lease.rate(10_000).remaining).toBe(60);
    expect(lease.withUnused({ remaining: 40, drainedAtMs: 60_000 })).toEqual({ remaining: 49, drainedAtMs: 59_100 });
    expect(lease.unusedMicros(100)).toBe(900_000);
    expect(lease.unusedMicros(1_000)).toBe(600_000);
    expect(lease.unusedMicros(10_000)).toBe(0);
  });
});

describe("the demand for a lease", () => {
  const noted = (count: number, everyMs: number) => {
    const demand = new LeaseDemand(requestOf());
    for (let place = 0; place < count; place += 1) demand.note(100n, place * everyMs);
    return demand;
  };

  test("is there with three requests in a second, and ends when none come", () => {
    expect(noted(2, 10).isBusy(20)).toBe(false);
    expect(noted(3, 10).isBusy(30)).toBe(true);
    expect(noted(8, 10).isQuiet(1_999)).toBe(false);
    expect(noted(8, 10).isQuiet(2_000)).toBe(true);
    expect(noted(20, 600).isBusy(12_000)).toBe(false);
  });

  test("grows with the rate, within bounds", () => {
    expect(noted(8, 10).firstLease("a", 80)).toMatchObject({
      requests: 32,
      places: 32,
      nanos: 3_200n,
      leastNanos: 1_600n,
    });
    expect(noted(100, 5).firstLease("a", 500)).toMatchObject({ requests: 200 });
    expect(noted(900, 1).firstLease("a", 900)).toMatchObject({ requests: 1_024 });
  });

  test("renews what is lacking, before it is used up", () => {
    const demand = noted(8, 10);
    const lease = new Lease("a", requestOf(), { takenAtMs: 0, termId: "term" });
    lease.add({ ...ADDED, nanos: 800n, places: 30, requests: 8 }, 80);
    expect(demand.isLow(lease, 80)).toBe(false);
    expect(demand.renewal(lease, 80)).toMatchObject({ isRenewal: true, nanos: 2_400n, places: 2, requests: 24 });
    lease.admit(requestOf(), 1n, 80);
    expect(demand.isLow(lease, 80)).toBe(true);
  });
});

describe("the database", () => {
  const start = () => {
    let nowMs = 0;
    const health = createStoreHealth(() => nowMs);
    const pass = (ms: number) => {
      nowMs += ms;
    };
    return { health, pass };
  };

  test("is known to be there while it answers and changes are heard", () => {
    const { health, pass } = start();
    health.noteAnswer();
    expect(health.isKnown()).toBe(false);
    health.noteListening(true);
    expect(health.isKnown()).toBe(true);
    pass(2_001);
    expect(health.isKnown()).toBe(false);
    health.noteAnswer();
    expect(health.isKnown()).toBe(true);
    health.noteListening(false);
    expect(health.isKnown()).toBe(false);
  });

  test("is not known to be there while a settlement waits for it, or after one that failed", () => {
    const { health, pass } = start();
    health.noteListening(true);
    health.noteAnswer();
    const answered = health.begin();
    pass(200);
    expect(health.isKnown()).toBe(true);
    pass(1);
    expect(health.isKnown()).toBe(false);
    answered(false);
    expect(health.isKnown()).toBe(false);
    health.noteAnswer();
    expect(health.isKnown()).toBe(false);
    health.begin()(true);
    expect(health.isKnown()).toBe(true);
  });
});
