import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { admitRequests } from "#lib/gateway/admission.ts";
import { createKeyUse } from "#lib/gateway/key-use.ts";
import { carveLeases, takeLeases, type WantedLease } from "#lib/gateway/leases/lease-calls.ts";
import { createGatewayMetrics } from "#lib/gateway/metrics.ts";
import { countersAgree } from "#lib/gateway/proof/counters-agree.ts";
import { endedEvent, requestToAdmit } from "#lib/gateway/proof/request-to-admit.ts";
import { settleUsage } from "#lib/gateway/settlement.ts";
import { usageEventRow } from "#lib/gateway/usage-event-row.ts";
import { monotonicMs, systemClock } from "#lib/platform/clock.ts";
import { keepConnection } from "#lib/platform/kept-connection.ts";
import type { Queryable } from "#lib/platform/postgres.ts";
import { createTestWorkspace, type TestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { Daybook } from "./daybook.ts";
import { endTerms, notePage, readPages } from "./daybook-calls.ts";
import { postOrphanedPages } from "./post-orphaned-pages.ts";

const database = setUpTestDatabase();
const NOVEMBER = new Date(Date.UTC(2026, 10, 10));
const LEASED_NANOS = 6_000n;

let ownerId: string;
let wanted: WantedLease;
let workspace: TestWorkspace;

/** A workspace with a lease that a process took which is alive. */
async function leaseOfNewWorkspace() {
  const made = await createTestWorkspace(database.db, { now: systemClock.now() });
  const first = requestToAdmit(made, NOVEMBER);
  await admitRequests(database.pool, [first], ownerId);
  await settleUsage(database.pool, [endedEvent(first, 0n, "failed")]);
  const lease: WantedLease = {
    leaseId: crypto.randomUUID(),
    isRenewal: false,
    leastNanos: 600n,
    nanos: LEASED_NANOS,
    places: 10,
    requests: 10,
    sample: requestToAdmit(made, NOVEMBER),
  };
  const taken = await takeLeases(database.pool, [lease], ownerId);
  expect(taken.get(lease.leaseId)?.state).toBe("held");
  return { made, lease };
}

beforeEach(async () => {
  ownerId = crypto.randomUUID();
  await database.pool.query("SELECT beat($1::uuid)", [ownerId]);
  const { made, lease } = await leaseOfNewWorkspace();
  workspace = made;
  wanted = lease;
});

afterEach(() => countersAgree(database.pool));

async function openDaybook(change: { notes?: Queryable; posts?: Queryable; longestRepeatsMs?: number } = {}) {
  const daybook = new Daybook({
    notes: database.pool,
    posts: database.pool,
    ownerId,
    keyUse: createKeyUse(monotonicMs),
    metrics: createGatewayMetrics(),
    health: null,
    longestRepeatsMs: 1_000,
    ...change,
  });
  await daybook.look();
  return { daybook, termId: daybook.termId ?? expect.fail("there is no term") };
}

const eventOf = (chargeNanos: bigint, lease = wanted, of = workspace) => ({
  ...endedEvent(requestToAdmit(of, NOVEMBER), chargeNanos),
  lease: { leaseId: lease.leaseId, isOnlyHold: true },
});
const sweep = async () => {
  const parts = { pool: database.pool, clock: systemClock, metrics: createGatewayMetrics() };
  return [...(await postOrphanedPages(parts, new Set([ownerId])))];
};
const pages = () => readPages(database.pool, [ownerId], 100);
const charged = async ({ workspaceId }: TestWorkspace) => {
  const events = await database.db.usageEvent.findMany({ where: { workspaceId, amountNanos: { gt: 0 } } });
  return events.map(({ amountNanos }) => amountNanos).toSorted();
};
const heldOf = async ({ workspaceId }: TestWorkspace) => {
  const { heldNanos, settledNanos } = await database.db.periodSpending.findFirstOrThrow({ where: { workspaceId } });
  return { heldNanos, settledNanos };
};

describe("noting", () => {
  test("what is noted is durable and held for, and is posted together and once", async () => {
    const { daybook, termId } = await openDaybook();
    const events = [500n, 300n, 200n].map((nanos) => eventOf(nanos));
    expect(await Promise.all(events.map((event) => daybook.note(event, termId)))).toEqual([true, true, true]);
    expect((await pages()).flatMap((page) => JSON.parse(page.events))).toHaveLength(3);
    expect(await heldOf(workspace)).toEqual({ heldNanos: LEASED_NANOS, settledNanos: 0n });
    await countersAgree(database.pool);
    expect(await daybook.postAll()).toBe(true);
    expect(await pages()).toEqual([]);
    expect(await charged(workspace)).toEqual([200n, 300n, 500n]);
    expect(await heldOf(workspace)).toEqual({ heldNanos: LEASED_NANOS - 1_000n, settledNanos: 1_000n });
  });

  test("it is posted by itself a moment later", async () => {
    const { daybook, termId } = await openDaybook();
    await daybook.note(eventOf(500n), termId);
    await expect.poll(() => charged(workspace), { timeout: 1_500, interval: 20 }).toEqual([500n]);
    expect(await pages()).toEqual([]);
  });

  test("a lease that is given back before what was charged to it is posted would be found out", async () => {
    const { daybook, termId } = await openDaybook();
    await daybook.note(eventOf(500n), termId);
    const { workspaceId } = workspace;
    const closing = { workspaceId, leaseId: wanted.leaseId, isClosing: true, unusedMicros: 0, requests: [] };
    const client = await database.pool.connect();
    try {
      await client.query("BEGIN");
      await carveLeases(client, [closing]);
      await expect(countersAgree(client)).rejects.toThrow(/daybook_pages/);
    } finally {
      await client.query("ROLLBACK");
      client.release();
    }
    expect(await daybook.postAll()).toBe(true);
  });

  test("where the answer of the database is lost it is noted once, and what is given up is never posted", async () => {
    let isLosing = true;
    const connection = keepConnection(database.pool);
    const losing = {
      query: async (config: never) => {
        const result = await connection.query(config);
        if (isLosing) throw new Error("The connection was lost.");
        return result;
      },
    } as Queryable;
    const { daybook, termId } = await openDaybook({ notes: losing, longestRepeatsMs: 120 });
    await expect(daybook.note(eventOf(500n), termId)).rejects.toThrow("lost");
    expect(await pages()).toHaveLength(1);
    expect(await daybook.postAll()).toBe(true);
    expect(await pages()).toEqual([]);
    expect(await charged(workspace)).toEqual([]);

    setTimeout(() => {
      isLosing = false;
    }, 40);
    expect(await daybook.note(eventOf(300n), termId)).toBe(true);
    expect(await daybook.postAll()).toBe(true);
    expect(await charged(workspace)).toEqual([300n]);
    connection.release();
  });
});

describe("posting for a process that is gone", () => {
  test("what it noted is billed once, however often and by however many it is posted", async () => {
    const { daybook, termId } = await openDaybook();
    await Promise.all([500n, 300n].map((nanos) => daybook.note(eventOf(nanos), termId)));
    const results = await Promise.all([sweep(), sweep(), daybook.postAll(), sweep()]);
    expect(results).toEqual([[ownerId], [ownerId], true, [ownerId]]);
    expect(await sweep()).toEqual([ownerId]);
    expect(await charged(workspace)).toEqual([300n, 500n]);
    expect(await heldOf(workspace)).toEqual({ heldNanos: LEASED_NANOS - 800n, settledNanos: 800n });
  });

  test("a process that was only paused notes nothing more of what it admitted before", async () => {
    const { daybook, termId } = await openDaybook();
    let overCount = 0;
    daybook.onTermOver = () => {
      overCount += 1;
    };
    await sweep();
    expect(daybook.takes(termId)).toBe(true);
    expect(await daybook.note(eventOf(500n), termId)).toBe(false);
    expect([overCount, daybook.takes(termId), await pages()]).toEqual([1, false, []]);
    await daybook.look();
    expect(daybook.takes(termId)).toBe(false);
    expect(await daybook.note(eventOf(500n), termId)).toBe(false);
    expect(await daybook.note(eventOf(300n), daybook.termId ?? "")).toBe(true);
    expect(await daybook.postAll()).toBe(true);
    expect(await charged(workspace)).toEqual([300n]);
  });

  test("whoever ends a term waits for the page that is being noted in it", async () => {
    const { daybook, termId } = await openDaybook();
    const client = await database.pool.connect();
    await client.query("BEGIN");
    const page = { pageId: crypto.randomUUID(), text: JSON.stringify([usageEventRow(eventOf(500n))]), events: [] };
    expect(await notePage(client, { ownerId, termId }, page)).toBe(true);
    const sweeping = sweep();
    const isWaiting = async () =>
      (
        await database.pool.query(
          "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%end_terms%'",
        )
      ).rowCount;
    await expect.poll(isWaiting, { timeout: 3_000, interval: 10 }).toBe(1);
    await client.query("COMMIT");
    client.release();
    expect(await sweeping).toEqual([ownerId]);
    expect([await charged(workspace), await pages()]).toEqual([[500n], []]);
    expect(await daybook.note(eventOf(300n), termId)).toBe(false);
  });

  test("at the very moment at which its term ends, a page is noted and seen, or not noted", async () => {
    const outcomes = { noted: 0, late: 0 };
    for (let turn = 0; turn < 60; turn += 1) {
      const { daybook, termId } = await openDaybook();
      const ending = turn % 2 === 0 ? endTerms(database.pool, [ownerId]).then(pages) : null;
      const noting = daybook.note(eventOf(1n), termId);
      const [isNoted, seen] = await Promise.all([noting, ending ?? endTerms(database.pool, [ownerId]).then(pages)]);
      expect(seen).toHaveLength(isNoted ? 1 : 0);
      outcomes[isNoted ? "noted" : "late"] += 1;
      expect(await daybook.postAll()).toBe(true);
    }
    expect(await charged(workspace)).toHaveLength(outcomes.noted);
    expect(outcomes.noted).toBeGreaterThan(0);
    expect(outcomes.late).toBeGreaterThan(0);
  });
});

describe("posting apart", () => {
  test("a workspace that is locked keeps no other from being posted, and is posted later", async () => {
    const posts = await database.pool.connect();
    await posts.query("SET lock_timeout = 100");
    const { daybook, termId } = await openDaybook({ posts });
    const other = await leaseOfNewWorkspace();
    const client = await database.pool.connect();
    await client.query("BEGIN");
    await client.query("SELECT lock_funds(ARRAY[$1])", [workspace.workspaceId]);
    const events = [eventOf(500n), eventOf(300n, other.lease, other.made)];
    await Promise.all(events.map((event) => daybook.note(event, termId)));
    expect(await daybook.postAll()).toBe(false);
    expect([await charged(workspace), await charged(other.made)]).toEqual([[], [300n]]);
    await client.query("COMMIT");
    client.release();
    expect(await daybook.postAll()).toBe(true);
    expect([await charged(workspace), await pages()]).toEqual([[500n], []]);
    await posts.query("RESET lock_timeout");
    posts.release();
  });

  test("an event that the database refuses keeps no other from being billed", async () => {
    const { daybook, termId } = await openDaybook();
    const events = [eventOf(500n), { ...eventOf(300n), outputTokens: -1 }, eventOf(200n)];
    await Promise.all(events.map((event) => daybook.note(event, termId)));
    expect(await daybook.postAll()).toBe(true);
    expect([await charged(workspace), await pages()]).toEqual([[200n, 500n], []]);
  });
});
