import { afterEach, describe, expect, test } from "vitest";
import { type AdmissionRequest, admitRequests } from "#lib/gateway/admission.ts";
import { countersAgree } from "#lib/gateway/proof/counters-agree.ts";
import { endedEvent, requestToAdmit } from "#lib/gateway/proof/request-to-admit.ts";
import { settleUsage } from "#lib/gateway/settlement.ts";
import { systemClock } from "#lib/platform/clock.ts";
import {
  createTestWorkspace,
  type TestWorkspace,
  type TestWorkspaceOptions,
} from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { type CarvedLease, carveLeases, recallLeases, takeLeases, type WantedLease } from "./lease-calls.ts";

const database = setUpTestDatabase();
const OWNER = "00000000-0000-0000-0000-000000000001";
const NOVEMBER = new Date(Date.UTC(2026, 10, 10));

afterEach(() => countersAgree(database.pool));

/** A workspace whose counters of the period are open, as after its first request. */
async function newWorkspace(options: Partial<TestWorkspaceOptions> = {}): Promise<TestWorkspace> {
  const workspace = await createTestWorkspace(database.db, { now: systemClock.now(), ...options });
  const first = requestToAdmit(workspace, NOVEMBER);
  await admitRequests(database.pool, [first], OWNER);
  await settleUsage(database.pool, [endedEvent(first, 0n, "failed")]);
  return workspace;
}

const wantedOf = (workspace: TestWorkspace, change: Partial<AdmissionRequest & WantedLease> = {}): WantedLease => ({
  leaseId: crypto.randomUUID(),
  isRenewal: false,
  leastNanos: 600n,
  nanos: 6_000n,
  places: 10,
  requests: 10,
  sample: requestToAdmit(workspace, NOVEMBER, change),
  ...change,
});

async function take(wanted: WantedLease) {
  return (await takeLeases(database.pool, [wanted], OWNER)).get(wanted.leaseId);
}

const leased = ({ leaseId }: WantedLease, request: AdmissionRequest, chargeNanos: bigint, isOnlyHold: boolean) => ({
  ...endedEvent(request, chargeNanos),
  lease: { leaseId, isOnlyHold },
});

const carved = (wanted: WantedLease, change: Partial<CarvedLease> = {}): CarvedLease => ({
  workspaceId: wanted.sample.workspaceId,
  leaseId: wanted.leaseId,
  isClosing: false,
  unusedMicros: 0,
  requests: [],
  ...change,
});

const holdOf = ({ sample, leaseId }: WantedLease, requestId = leaseId) =>
  database.db.hold.findUnique({ where: { workspaceId_requestId: { workspaceId: sample.workspaceId, requestId } } });

async function heldOf({ workspaceId }: TestWorkspace) {
  const { heldNanos, settledNanos } = await database.db.periodSpending.findFirstOrThrow({ where: { workspaceId } });
  return { heldNanos, settledNanos };
}

describe("taking", () => {
  test("a lease counts as held against every limit and the credits, and as open requests", async () => {
    const limits = (["workspace", "member", "api_key"] as const).map((scope) => ({ scope, limitNanos: 1_000_000n }));
    const workspace = await newWorkspace({ limits });
    const wanted = wantedOf(workspace);
    expect(await take(wanted)).toMatchObject({ state: "held", nanos: 6_000n, places: 10, requests: 10 });
    expect(await heldOf(workspace)).toEqual({ heldNanos: 6_000n, settledNanos: 0n });
    await countersAgree(database.pool);
    const more = { ...wanted, isRenewal: true, nanos: 500n, places: 3, requests: 2 };
    expect(await take(more)).toMatchObject({ state: "held", nanos: 500n, places: 3, requests: 2 });
    expect(await holdOf(wanted)).toMatchObject({ amountNanos: 6_500n, leasePlaces: 13 });
  });

  test.each<[string, Partial<TestWorkspaceOptions>]>([
    ["the limit of the workspace", { limits: [{ scope: "workspace", limitNanos: 84_000n }] }],
    ["the limit of the member", { limits: [{ scope: "member", limitNanos: 84_000n }] }],
    ["the limit of the key", { limits: [{ scope: "api_key", limitNanos: 84_000n }] }],
    ["the credits", { creditNanos: 84_000n }],
  ])("of %s it leaves twenty times as much as it has", async (_, options) => {
    const workspace = await newWorkspace(options);
    const wanted = wantedOf(workspace);
    expect(await take(wanted)).toMatchObject({ state: "held", nanos: 4_000n });
    expect(await take(wantedOf(workspace, { leastNanos: 4_000n }))).toEqual({ state: "scarce" });
  });

  test("a lease that has become a tenth of what is left is to be given back", async () => {
    const workspace = await newWorkspace({ limits: [{ scope: "workspace", limitNanos: 126_000n }] });
    const wanted = wantedOf(workspace);
    const renewal = { ...wanted, isRenewal: true };
    await take(wanted);
    expect(await take(renewal)).toMatchObject({ state: "held", nanos: 0n });
    const other = requestToAdmit(workspace, NOVEMBER, { inputNanos: 61_000n, tokenNanos: 0n });
    await admitRequests(database.pool, [other], OWNER);
    expect(await take(renewal)).toEqual({ state: "scarce" });
  });

  test("nothing is leased while the included inference pays", async () => {
    const workspace = await newWorkspace({ includedNanos: 600n });
    expect(await take(wantedOf(workspace))).toEqual({ state: "scarce" });
    const last = requestToAdmit(workspace, NOVEMBER);
    await admitRequests(database.pool, [last], OWNER);
    expect(await take(wantedOf(workspace))).toEqual({ state: "scarce" });
    await settleUsage(database.pool, [endedEvent(last, 600n)]);
    expect(await take(wantedOf(workspace))).toMatchObject({ state: "held" });
  });

  test("a quarter of the free places and of the burst are given at most", async () => {
    const workspace = await newWorkspace();
    const bounds = { deploymentCapacity: 20, maxConcurrent: 100, requestsPerMinute: 400, requests: 30 };
    expect(await take(wantedOf(workspace, bounds))).toMatchObject({ state: "held", places: 5, requests: 10 });
    const little = { ...bounds, deploymentCapacity: 8 };
    expect(await take(wantedOf(workspace, little))).toEqual({ state: "scarce" });
  });

  test("a renewal of a lease that is gone says so", async () => {
    const workspace = await newWorkspace();
    expect(await take({ ...wantedOf(workspace), isRenewal: true })).toEqual({ state: "gone" });
  });
});

describe.each([true, false])("settling, as simple as can be: %s", (isOnlyHold) => {
  test("a charge is taken from the lease, once", async () => {
    const workspace = await newWorkspace({ limits: [{ scope: "api_key", limitNanos: 1_000_000n }] });
    const wanted = wantedOf(workspace);
    await take(wanted);
    const requests = [1, 2, 3].map(() => requestToAdmit(workspace, NOVEMBER));
    const events = requests.map((request, place) => leased(wanted, request, BigInt(place * 100), isOnlyHold));
    const ids = requests.map(({ requestId }) => requestId);
    expect((await settleUsage(database.pool, events)).toSorted()).toEqual(ids.toSorted());
    expect(await settleUsage(database.pool, events)).toEqual([]);
    expect(await heldOf(workspace)).toEqual({ heldNanos: 5_700n, settledNanos: 300n });
    expect(await holdOf(wanted)).toMatchObject({ amountNanos: 5_700n, leasePlaces: 10 });
  });

  test("a charge above what the lease has left is refused, and so is one to a lease that is gone", async () => {
    const workspace = await newWorkspace();
    const wanted = wantedOf(workspace);
    await take(wanted);
    const settle = (charge: bigint) =>
      settleUsage(database.pool, [leased(wanted, requestToAdmit(workspace, NOVEMBER), charge, isOnlyHold)]);
    await expect(settle(6_001n)).rejects.toMatchObject({ code: "23514" });
    await settle(5_999n);
    await expect(settle(2n)).rejects.toMatchObject({ code: "23514" });
    await settle(1n);
    await carveLeases(database.pool, [carved(wanted, { isClosing: true })]);
    await expect(settle(1n)).rejects.toMatchObject({ code: "23514" });
    expect(await settle(0n)).toHaveLength(1);
  });

  test("included inference that is granted meanwhile pays first", async () => {
    const workspace = await newWorkspace();
    const wanted = wantedOf(workspace);
    await take(wanted);
    const { workspaceId } = workspace;
    await database.db.periodSpending.updateMany({ where: { workspaceId }, data: { includedGrantedNanos: 150n } });
    await settleUsage(database.pool, [leased(wanted, requestToAdmit(workspace, NOVEMBER), 200n, isOnlyHold)]);
    expect(await heldOf(workspace)).toEqual({ heldNanos: 5_800n, settledNanos: 50n });
  });

  test("a request that got a hold of its own while its lease was closed is charged to that", async () => {
    const workspace = await newWorkspace();
    const wanted = wantedOf(workspace);
    await take(wanted);
    const request = requestToAdmit(workspace, NOVEMBER);
    const requests = [{ request, heldNanos: 600n }];
    const states = await carveLeases(database.pool, [carved(wanted, { isClosing: true, requests })]);
    expect(states.get(request.requestId)).toBe("held");
    expect(await heldOf(workspace)).toEqual({ heldNanos: 600n, settledNanos: 0n });
    await expect(settleUsage(database.pool, [leased(wanted, request, 601n, isOnlyHold)])).rejects.toMatchObject({
      code: "23514",
    });
    expect(await settleUsage(database.pool, [leased(wanted, request, 250n, isOnlyHold)])).toEqual([request.requestId]);
    expect(await heldOf(workspace)).toEqual({ heldNanos: 0n, settledNanos: 250n });
  });
});

describe("carving", () => {
  test("a request gets a hold of its own out of its lease, however often it is asked for", async () => {
    const workspace = await newWorkspace({ limits: [{ scope: "member", limitNanos: 1_000_000n }] });
    const wanted = wantedOf(workspace);
    await take(wanted);
    const request = requestToAdmit(workspace, NOVEMBER);
    const work = carved(wanted, { requests: [{ request, heldNanos: 600n }] });
    for (let time = 0; time < 2; time += 1) {
      expect((await carveLeases(database.pool, [work])).get(request.requestId)).toBe("held");
      expect(await holdOf(wanted)).toMatchObject({ amountNanos: 5_400n, leasePlaces: 9 });
      expect(await holdOf(wanted, request.requestId)).toMatchObject({
        amountNanos: 600n,
        ownerId: OWNER,
        leasePlaces: null,
      });
      await countersAgree(database.pool);
    }
    // What is not certain is said so, and then the hold pays.
    await settleUsage(database.pool, [leased(wanted, request, 40n, false)]);
    expect(await holdOf(wanted)).toMatchObject({ amountNanos: 5_400n });
    expect((await carveLeases(database.pool, [work])).get(request.requestId)).toBe("ended");
  });

  test("a lease that is closed gives all back, once, with what of the rate was not used", async () => {
    const workspace = await newWorkspace({ limits: [{ scope: "api_key", limitNanos: 1_000_000n }] });
    const slow = { requestsPerMinute: 60 };
    const bucket = async () =>
      (await database.db.rateBucket.findFirstOrThrow({ where: { workspaceId: workspace.workspaceId } }))
        .drainedAtMicros;
    const wanted = wantedOf(workspace, { ...slow, requests: 1 });
    const taken = await take(wanted);
    expect(taken).toMatchObject({ state: "held", requests: 1 });
    const before = await bucket();
    const request = requestToAdmit(workspace, NOVEMBER);
    const work = carved(wanted, { isClosing: true, unusedMicros: 700_000, requests: [{ request, heldNanos: 600n }] });
    expect((await carveLeases(database.pool, [work])).get(request.requestId)).toBe("held");
    expect((await carveLeases(database.pool, [work])).get(request.requestId)).toBe("held");
    expect(await bucket()).toBe(before - 700_000n);
    expect(await heldOf(workspace)).toEqual({ heldNanos: 600n, settledNanos: 0n });
    expect(await holdOf(wanted)).toBeNull();
    const never = requestToAdmit(workspace, NOVEMBER);
    const lost = carved(wanted, { requests: [{ request: never, heldNanos: 1n }] });
    expect((await carveLeases(database.pool, [lost])).get(never.requestId)).toBe("lost");
  });

  test("a settlement and the closing of its lease at once charge the request once", async () => {
    for (let round = 0; round < 20; round += 1) {
      const workspace = await newWorkspace();
      const wanted = wantedOf(workspace);
      await take(wanted);
      const request = requestToAdmit(workspace, NOVEMBER);
      const requests = [{ request, heldNanos: 600n }];
      const settle = () => settleUsage(database.pool, [leased(wanted, request, 400n, true)]);
      const close = () => carveLeases(database.pool, [carved(wanted, { isClosing: true, requests })]);
      await Promise.all(round % 2 ? [settle(), close()] : [close(), settle()]);
      expect(await heldOf(workspace)).toEqual({ heldNanos: 0n, settledNanos: 400n });
      expect(
        await database.db.deploymentLoad.findMany({ where: { workspaceId: workspace.workspaceId } }),
      ).toMatchObject([{ openRequests: 0 }]);
    }
  });
});

test("a recall names the workspaces that have leases", async () => {
  const [one, other] = [await newWorkspace(), await newWorkspace()];
  await take(wantedOf(one));
  expect(await recallLeases(database.pool, [one.workspaceId, other.workspaceId])).toEqual(new Set([one.workspaceId]));
});
