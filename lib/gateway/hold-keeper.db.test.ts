import { randomUUID } from "node:crypto";
import type { QueryConfig } from "pg";
import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "#lib/platform/clock.ts";
import type { Pool } from "#lib/platform/postgres.ts";
import { createTestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { eventsOf } from "#prisma/testing/usage-of-workspace.ts";
import { type AdmissionRequest, admitRequests } from "./admission.ts";
import { startHoldKeeper } from "./hold-keeper.ts";
import { createGatewayMetrics } from "./metrics.ts";
import { createOpenRequests } from "./open-requests.ts";
import { countersAgree } from "./proof/counters-agree.ts";
import { refuseEvent } from "./proof/refuse-event.ts";
import { type Asking, endedEvent, requestToAdmit } from "./proof/request-to-admit.ts";
import { RequestRecord } from "./request-record.ts";
import { settleUsage } from "./settlement.ts";
import { usageEventRow } from "./usage-event-row.ts";

const database = setUpTestDatabase();
const REQUEST_TIMEOUT_MS = 600_000;

const newWorkspace = () => createTestWorkspace(database.db, { now: systemClock.now() });
const holdsOf = ({ workspaceId }: Asking) => database.db.hold.findMany({ where: { workspaceId } });

function start({ pool = database.pool, processId = randomUUID(), requestTimeoutMs = REQUEST_TIMEOUT_MS } = {}) {
  const openRequests = createOpenRequests();
  const metrics = createGatewayMetrics();
  const known = { clock: systemClock, openRequests, leases: null, metrics };
  const keeper = startHoldKeeper({ pool, processId, requestTimeoutMs, ...known });
  onTestFinished(() => keeper.stop());
  return { keeper, openRequests, metrics };
}

/** Holds for so many requests of a process that is gone. */
async function leaveBehind(workspace: Asking, count: number): Promise<AdmissionRequest[]> {
  const requests = Array.from({ length: count }, () => requestToAdmit(workspace, systemClock.now()));
  const answers = await admitRequests(database.pool, requests, randomUUID());
  expect([...answers.values()].filter(({ verdict }) => verdict === "admitted")).toHaveLength(count);
  return requests;
}

async function journal(request: AdmissionRequest, chargeNanos: bigint): Promise<void> {
  await database.db.hold.updateMany({
    where: { requestId: request.requestId },
    data: { journal: usageEventRow({ ...endedEvent(request, chargeNanos), outcome: "interrupted" }) as object },
  });
}

/** The test's database, which does with each query as told. */
function poolThat(query: (config: { name?: string }) => Promise<unknown>): Pool {
  return Object.create(database.pool, { query: { value: query } }) as Pool;
}

/** The test's database, which does not wait for locks for long. */
const impatient = () =>
  poolThat(async (config) => {
    const client = await database.pool.connect();
    await client.query("SET lock_timeout = 100");
    return client.query(config as QueryConfig).finally(() => client.release(true));
  });

/** Locks a workspace's money. @returns how to release it */
async function lock({ workspaceId }: Asking): Promise<() => Promise<void>> {
  const blocker = await database.pool.connect();
  await blocker.query("BEGIN");
  await blocker.query("SELECT FROM credit_balances WHERE workspace_id = $1 FOR UPDATE", [workspaceId]);
  return async () => {
    await blocker.query("ROLLBACK");
    blocker.release();
  };
}

test("one sweep resolves more holds than one batch has", async () => {
  const workspace = await newWorkspace();
  await leaveBehind(workspace, 1_201);
  const { keeper } = start();
  expect(await keeper.sweep()).toBe(1_201);
  expect(await holdsOf(workspace)).toEqual([]);
  await countersAgree(database.pool);
});

test("a hold whose event the database refuses keeps no other from being resolved", async () => {
  const [one, other] = [await newWorkspace(), await newWorkspace()];
  const [bad, ...good] = await leaveBehind(one, 20);
  if (!bad) throw new Error("There is no first request");
  await leaveBehind(other, 5);
  const allow = await refuseEvent(database.pool, bad);
  const { keeper } = start();
  expect(await keeper.sweep()).toBe(good.length + 5);
  expect(await holdsOf(one)).toMatchObject([{ requestId: bad.requestId }]);
  expect(await holdsOf(other)).toEqual([]);
  expect(await keeper.sweep()).toBe(0);
  await allow();
  expect(await keeper.sweep()).toBe(1);
  await countersAgree(database.pool);
});

test("a workspace that is locked keeps no other's holds from being resolved", async () => {
  const [locked, free] = [await newWorkspace(), await newWorkspace()];
  await leaveBehind(locked, 3);
  await leaveBehind(free, 3);
  const release = await lock(locked);
  const { keeper } = start({ pool: impatient() });
  expect(await keeper.sweep()).toBe(3);
  expect(await holdsOf(free)).toEqual([]);
  expect(await holdsOf(locked)).toHaveLength(3);
  await release();
  expect(await keeper.sweep()).toBe(3);
  await countersAgree(database.pool);
});

test("a journal that says more than was held is not billed, and its hold is released", async () => {
  const workspace = await newWorkspace();
  const [bad, good] = await leaveBehind(workspace, 2);
  if (!bad || !good) throw new Error("There are not two requests");
  await journal(bad, 601n);
  await journal(good, 200n);
  const { keeper, metrics } = start();
  expect(await keeper.sweep()).toBe(2);
  const amounts = new Map(
    (await eventsOf(database.db, workspace)).map((event) => [event.requestId, event.amountNanos]),
  );
  expect(amounts).toEqual(
    new Map([
      [bad.requestId, 0n],
      [good.requestId, 200n],
    ]),
  );
  expect(await metrics.text()).toMatch(/^weir_operator_loss_nanos_total\{reason="orphaned_hold"\} 600$/m);
  await countersAgree(database.pool);
});

test("no event that was given up is kept once it is settled, refused or without a hold; one that must wait is", async () => {
  const [workspace, locked] = [await newWorkspace(), await newWorkspace()];
  const processId = randomUUID();
  const held = [workspace, workspace, locked].map((asking) => requestToAdmit(asking, systemClock.now()));
  await admitRequests(database.pool, held, processId);
  const [good, bad, waiting] = held as [AdmissionRequest, AdmissionRequest, AdmissionRequest];
  const holdless = requestToAdmit(workspace, systemClock.now());
  const { keeper, openRequests, metrics } = start({ processId, pool: impatient() });
  openRequests.giveUp(endedEvent(good, 300n));
  openRequests.giveUp(endedEvent(bad, 601n));
  openRequests.giveUp(endedEvent(waiting, 200n));
  openRequests.giveUp(endedEvent(holdless, 300n));
  const release = await lock(locked);
  await keeper.stop();
  expect([...openRequests.listGivenUp()].map(({ requestId }) => requestId)).toEqual([waiting.requestId]);
  await release();
  await keeper.stop();
  expect([...openRequests.listGivenUp()]).toEqual([]);
  const events = [...(await eventsOf(database.db, workspace)), ...(await eventsOf(database.db, locked))];
  expect(new Map(events.map((event) => [event.requestId, event.amountNanos]))).toEqual(
    new Map([
      [good.requestId, 300n],
      [bad.requestId, 0n],
      [waiting.requestId, 200n],
    ]),
  );
  expect(await metrics.text()).toMatch(/^weir_operator_loss_nanos_total\{reason="orphaned_hold"\} 600$/m);
  await countersAgree(database.pool);
});

test("processes that have been silent for a day and hold nothing are forgotten", async () => {
  const workspace = await newWorkspace();
  const silentFor = async (seconds: number) => {
    const processId = randomUUID();
    const at = new Date(systemClock.now().getTime() - seconds * 1_000);
    await database.db.gatewayProcess.create({ data: { processId, startedAt: at, heartbeatAt: at } });
    return processId;
  };
  const [gone, recent, holding] = [await silentFor(90_000), await silentFor(80_000), await silentFor(90_000)];
  const request = requestToAdmit(workspace, systemClock.now());
  await admitRequests(database.pool, [request], holding);
  const allow = await refuseEvent(database.pool, request);
  const { keeper } = start();
  await keeper.sweep();
  const known = await database.db.gatewayProcess.findMany({ where: { processId: { in: [gone, recent, holding] } } });
  expect(known.map(({ processId }) => processId).sort()).toEqual([recent, holding].sort());
  await allow();
  expect(await keeper.sweep()).toBe(1);
});

/** A stream under way that has a hold, and has generated so much. */
async function openStream(workspace: Asking, processId: string) {
  const { workspaceId, apiKeyId, ownerId: memberId } = workspace;
  const request = requestToAdmit(workspace, systemClock.now(), { isStreamed: true });
  await admitRequests(database.pool, [request], processId);
  const key = { workspaceId, apiKeyId, memberId } as RequestRecord["key"];
  const { requestId, placedAt: startedAt, route } = request;
  const record = new RequestRecord({ requestId, startedAt, key, route, clock: systemClock });
  const rates = { inputNanos: 1n, cachedInputNanos: 1n, outputNanos: 1n };
  record.priceVersion = { id: request.priceVersionId, rates } as unknown as RequestRecord["priceVersion"];
  record.usedSoFar = () => ({ inputTokens: 1, cachedInputTokens: 0, outputTokens: 7 });
  return { record, requestId, end: () => settleUsage(database.pool, [endedEvent(request, 0n, "failed")]) };
}

const journalOf = async (requestId: string) =>
  (await database.db.hold.findFirst({ where: { requestId } }))?.journal ?? null;

test("what a stream has used is journaled in the end, though the database refused it at first", async () => {
  const workspace = await newWorkspace();
  const processId = randomUUID();
  const { record, requestId, end } = await openStream(workspace, processId);
  const rename = (from: string, to: string) => database.pool.query(`ALTER FUNCTION ${from}(jsonb) RENAME TO ${to}`);
  await rename("journal_usage", "journal_usage_away");
  let failures = 0;
  const counting = poolThat((config) =>
    database.pool.query(config as QueryConfig).catch((error: unknown) => {
      if (config.name === "journal_usage") failures += 1;
      throw error;
    }),
  );
  const { openRequests } = start({ pool: counting, processId });
  openRequests.add(record);
  await expect.poll(() => failures, { timeout: 5_000 }).toBeGreaterThan(0);
  expect(await journalOf(requestId)).toBeNull();
  await rename("journal_usage_away", "journal_usage");
  await expect.poll(() => journalOf(requestId), { timeout: 5_000 }).toMatchObject({ output_tokens: 7 });
  openRequests.remove(requestId);
  await end();
});

test("while the database hangs, requests that take too long are cut all the same, and one tick waits", async () => {
  let asked = 0;
  const hanging = Promise.withResolvers<never>();
  const pool = poolThat(() => {
    asked += 1;
    return hanging.promise;
  });
  const { keeper, openRequests } = start({ pool, requestTimeoutMs: 0 });
  const workspace = await newWorkspace();
  const { record, requestId, end } = await openStream(workspace, randomUUID());
  let cuts = 0;
  record.cut = () => {
    cuts += 1;
  };
  openRequests.add(record);
  await expect.poll(() => cuts, { timeout: 6_000 }).toBeGreaterThan(2);
  expect(record.isCut).toBe(true);
  // The first sign of life, and the first tick's.
  expect(asked).toBe(2);
  openRequests.remove(requestId);
  await end();
  hanging.reject(new Error("The database is gone"));
  await keeper.stop();
});
