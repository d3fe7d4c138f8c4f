import assert from "node:assert/strict";
import type { Nanos } from "#lib/domain/money.ts";
import { carveLeases, type TakenLease, takeLeases, type WantedLease } from "#lib/gateway/leases/lease-calls.ts";
import { settleUsage } from "#lib/gateway/settlement.ts";
import { endedEvent, requestToAdmit } from "./request-to-admit.ts";
import { holderOf, modelOf, type Open, type Run, transact, type Wanted } from "./run.ts";
import {
  balanceOf,
  creditsHeldOf,
  least,
  limitsOf,
  openOf,
  periodOf,
  roomOf,
  type SpendingModel,
  settleInModel,
} from "./spending-model.ts";

const OWNER = "00000000-0000-0000-0000-000000000001";
const BESIDE = 20n;

/** What a caller does with leases. Percents are of what its oldest lease has left. */
export type LeaseCommand =
  | { readonly kind: "lease"; readonly wanted: Wanted; readonly nanos: Nanos; readonly places: number }
  | { readonly kind: "draw"; readonly percents: readonly number[] }
  | { readonly kind: "carve"; readonly percent: number }
  | { readonly kind: "close" };

/** A lease that a caller has, and what it knows to be left of it. */
export type ModelLease = { readonly wanted: WantedLease; leftNanos: Nanos; leftPlaces: number };

type Having = { readonly open: Open[]; readonly leases: ModelLease[] };

export async function obeyLease(run: Run, command: LeaseCommand, { open, leases }: Having): Promise<void> {
  if (command.kind === "lease") return take(run, command, leases);
  const [lease] = leases;
  if (!lease) return;
  if (command.kind === "draw") return draw(run, lease, command.percents);
  if (command.kind === "carve") return carve(run, lease, { percent: command.percent, open });
  leases.shift();
  return close(run, lease);
}

async function take(run: Run, command: Extract<LeaseCommand, { kind: "lease" }>, leases: ModelLease[]): Promise<void> {
  const { side, key, at, moreTokens: _, ...terms } = command.wanted;
  const sample = requestToAdmit(holderOf(run, side, key), at, terms);
  const { nanos, places } = command;
  const { requestId: leaseId } = sample;
  const wanted = { leaseId, isRenewal: false, sample, leastNanos: 1n, nanos, places, requests: 1 };
  const taken = await transact(
    run,
    async (client) => (await takeLeases(client, [wanted], OWNER)).get(leaseId),
    (answer) => checkTaken(modelOf(run, sample.workspaceId), wanted, answer),
  );
  count(run, taken?.state === "held" ? "leased" : "scarce");
  if (taken?.state === "held") leases.push({ wanted, leftNanos: taken.nanos, leftPlaces: taken.places });
}

/** A lease is given only where there is plenty beside it. That there is none proves nothing: it is never owed. */
function checkTaken(model: SpendingModel, { leaseId, sample, nanos, places }: WantedLease, taken?: TakenLease): void {
  assert.ok(taken && taken.state !== "gone");
  if (taken.state !== "held") return;
  const { includedUsedNanos, includedHeldNanos } = periodOf(model, sample.periodKey);
  assert.deepEqual([includedUsedNanos, includedHeldNanos], [model.includedNanos, 0n]);
  const rooms = limitsOf(model, sample).map(roomOf);
  if (sample.account === "credits") rooms.push(balanceOf(model) - creditsHeldOf(model));
  for (const room of rooms) assert.ok(room - taken.nanos >= BESIDE * taken.nanos);
  assert.equal(taken.nanos, rooms.map((room) => room / (BESIDE + 1n)).reduce(least, nanos));
  const open = openOf(model);
  const onDeployment = open.filter((deploymentId) => deploymentId === sample.deploymentId).length;
  const free = Math.min(sample.maxConcurrent - open.length, sample.deploymentCapacity - onDeployment);
  assert.equal(taken.places, Math.min(places, Math.trunc(free / 4)));
  model.holds.set(leaseId, { request: sample, amountNanos: taken.nanos, includedNanos: 0n, places: taken.places });
}

/** Requests that are admitted from a lease and end at once. */
async function draw(run: Run, lease: ModelLease, percents: readonly number[]): Promise<void> {
  const { sample, leaseId } = lease.wanted;
  const charges = percents.map((percent) => {
    const chargeNanos = (lease.leftNanos * BigInt(percent)) / 100n;
    lease.leftNanos -= chargeNanos;
    return { request: anotherOf(sample), chargeNanos };
  });
  const events = charges.map(({ request, chargeNanos }) => ({
    ...endedEvent(request, chargeNanos, chargeNanos > 0n ? "succeeded" : "failed"),
    lease: { leaseId, isOnlyHold: true },
  }));
  const check = (newIds: readonly string[]) => {
    assert.equal(newIds.length, charges.length);
    for (const { request, chargeNanos } of charges) {
      settleInModel(modelOf(run, sample.workspaceId), request, chargeNanos);
      takeFrom(modelOf(run, sample.workspaceId), leaseId, { nanos: chargeNanos, places: 0 });
    }
  };
  await transact(run, (client) => settleUsage(client, events), check);
  run.ended.push(...charges.map(({ request }) => request));
  count(run, "drawn");
}

/** A request that was admitted from a lease and lasts. */
async function carve(run: Run, lease: ModelLease, { percent, open }: { percent: number; open: Open[] }): Promise<void> {
  if (lease.leftPlaces === 0) return;
  const { sample, leaseId } = lease.wanted;
  const heldNanos = (lease.leftNanos * BigInt(percent)) / 100n;
  lease.leftNanos -= heldNanos;
  lease.leftPlaces -= 1;
  const request = anotherOf(sample);
  const work = { workspaceId: sample.workspaceId, leaseId, unusedMicros: 0, requests: [{ request, heldNanos }] };
  await transact(
    run,
    (client) => carveLeases(client, [{ ...work, isClosing: false }]),
    (states) => {
      assert.equal(states.get(request.requestId), "held");
      const model = modelOf(run, sample.workspaceId);
      takeFrom(model, leaseId, { nanos: heldNanos, places: 1 });
      model.holds.set(request.requestId, { request, amountNanos: heldNanos, includedNanos: 0n, places: 1 });
    },
  );
  open.push({ request, amountNanos: heldNanos });
  count(run, "carved");
}

async function close(run: Run, { wanted: { sample, leaseId } }: ModelLease): Promise<void> {
  const work = { workspaceId: sample.workspaceId, leaseId, isClosing: true, unusedMicros: 0, requests: [] };
  await transact(
    run,
    (client) => carveLeases(client, [work]),
    () => void modelOf(run, sample.workspaceId).holds.delete(leaseId),
  );
  count(run, "closed");
}

function takeFrom(model: SpendingModel, leaseId: string, taken: { nanos: Nanos; places: number }): void {
  const hold = model.holds.get(leaseId);
  if (!hold) throw new Error("A lease is there until it is closed");
  const left = { amountNanos: hold.amountNanos - taken.nanos, places: hold.places - taken.places };
  model.holds.set(leaseId, { ...hold, ...left });
}

const anotherOf = (sample: WantedLease["sample"]) => ({
  ...sample,
  requestId: requestToAdmit({ ...sample, ownerId: sample.memberId }, sample.placedAt).requestId,
});

function count({ verdicts }: Run, what: string): void {
  verdicts.set(what, (verdicts.get(what) ?? 0) + 1);
}
