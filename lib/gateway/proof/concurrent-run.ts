import assert from "node:assert/strict";
import type { Nanos } from "#lib/domain/money.ts";
import { type Admission, type AdmissionRequest, admitRequests } from "#lib/gateway/admission.ts";
import { settleUsage } from "#lib/gateway/settlement.ts";
import { type LimitPlace, removeLimit, setLimit } from "./change-limit.ts";
import { type LeaseCommand, type ModelLease, obeyLease } from "./lease-run.ts";
import { endedEvent, requestToAdmit } from "./request-to-admit.ts";
import { holderOf, modelOf, type Open, type Run, type Side, transact, type Wanted } from "./run.ts";
import { admitInModel, balanceOf, creditsHeldOf, limitsOf, settleInModel } from "./spending-model.ts";

const OWNER = "00000000-0000-0000-0000-000000000001";

type Whose = { readonly side: Side; readonly key: Side; readonly scope: LimitPlace["scope"] };

/** What a caller does next. Percents are of what is held, and what they are of is the caller's own oldest requests. */
export type Command =
  | { readonly kind: "admit"; readonly wanted: readonly Wanted[] }
  | { readonly kind: "settle"; readonly percents: readonly number[] }
  | { readonly kind: "fail" | "overcharge" | "replay" }
  | LeaseCommand
  | ({ readonly kind: "set"; readonly limitNanos: Nanos } & Whose)
  | ({ readonly kind: "remove" } & Whose)
  | { readonly kind: "grant" | "dispute"; readonly side: Side; readonly amountNanos: Nanos };

type Charge = { readonly request: AdmissionRequest; readonly chargeNanos: Nanos };

/** One caller, which does one thing after another and settles in the end what it has open. */
export async function runCaller(run: Run, commands: readonly Command[]): Promise<void> {
  const open: Open[] = [];
  const leases: ModelLease[] = [];
  for (const command of commands) {
    if (isOfLeases(command)) await obeyLease(run, command, { open, leases });
    else await obey(run, command, open);
  }
  while (leases.length > 0) await obeyLease(run, { kind: "close" }, { open, leases });
  if (open.length > 0)
    await settle(
      run,
      open.map(({ request, amountNanos }) => ({ request, chargeNanos: amountNanos })),
    );
}

/** Asks the models about everything that happened, in its order. @throws AssertionError where an answer was wrong */
export function checkHistory({ happened }: Run): void {
  for (const { check } of happened.toSorted((one, other) => (one.place < other.place ? -1 : 1))) check();
}

function isOfLeases(command: Command): command is LeaseCommand {
  return ["lease", "draw", "carve", "close"].includes(command.kind);
}

async function obey(run: Run, command: Exclude<Command, LeaseCommand>, open: Open[]): Promise<void> {
  switch (command.kind) {
    case "admit":
      open.push(...(await admit(run, command.wanted)));
      return;
    case "settle":
      return settle(run, percentsOf(open.splice(0, command.percents.length), command.percents));
    case "fail":
      return settle(run, percentsOf(open.splice(0, 1), [0]));
    case "overcharge":
      return overcharge(run, open[0]);
    case "replay": {
      const replayed = run.ended.slice(-3).map((request) => endedEvent(request, 1n));
      assert.deepEqual(await settleUsage(run.pool, replayed), []);
      return;
    }
    case "set":
    case "remove":
      return changeLimit(run, command);
    default:
      return addCredits(run, command);
  }
}

async function admit(run: Run, list: readonly Wanted[]): Promise<Open[]> {
  const asked = list.map(({ side, key, at, moreTokens, ...terms }) => {
    const maxTokens = terms.minTokens + moreTokens;
    return requestToAdmit(holderOf(run, side, key), at, { ...terms, maxTokens });
  });
  const check = (answers: ReadonlyMap<string, Admission>) => {
    const inOrder = asked.toSorted((one, other) => one.periodKey.localeCompare(other.periodKey));
    for (const request of inOrder) checkAnswer(run, request, answers.get(request.requestId));
  };
  const answers = await transact(run, (client) => admitRequests(client, asked, OWNER), check);
  for (const { verdict } of answers.values()) run.verdicts.set(verdict, (run.verdicts.get(verdict) ?? 0) + 1);
  return asked.flatMap((request) => {
    const answer = answers.get(request.requestId);
    if (answer?.verdict !== "admitted") return [];
    return [{ request, amountNanos: request.inputNanos + request.tokenNanos * BigInt(answer.maxTokens) }];
  });
}

function checkAnswer(run: Run, request: AdmissionRequest, answer: Admission | undefined): void {
  const model = modelOf(run, request.workspaceId);
  const expected = admitInModel(model, request);
  assert.equal(answer?.verdict, expected.verdict);
  if (answer?.verdict === "spend_limit" && expected.verdict === "spend_limit") {
    assert.ok(expected.limits.some((limit) => sameLimit(limit, answer.limit)));
  }
  if (answer?.verdict !== "admitted" || expected.verdict !== "admitted") return;
  assert.equal(answer.maxTokens, expected.maxTokens);
  const hold = model.holds.get(request.requestId);
  if (!hold || hold.amountNanos === hold.includedNanos) return;
  for (const limit of limitsOf(model, request)) assert.ok(limit.settledNanos + limit.heldNanos <= limit.limitNanos);
  if (request.account === "credits") assert.ok(creditsHeldOf(model) <= balanceOf(model));
}

function sameLimit(one: object, other: object): boolean {
  return Object.entries(one).every(([name, value]) => (other as Record<string, unknown>)[name] === value);
}

async function settle(run: Run, charges: readonly Charge[]): Promise<void> {
  if (charges.length === 0) return;
  const events = charges.map(({ request, chargeNanos }) => {
    return endedEvent(request, chargeNanos, chargeNanos > 0n ? "succeeded" : "failed");
  });
  const inOrder = charges.toSorted((one, other) => (one.request.requestId < other.request.requestId ? -1 : 1));
  await transact(
    run,
    (client) => settleUsage(client, events),
    (newIds) => {
      assert.deepEqual(
        newIds.toSorted(),
        inOrder.map(({ request }) => request.requestId),
      );
      for (const { request, chargeNanos } of inOrder)
        settleInModel(modelOf(run, request.workspaceId), request, chargeNanos);
    },
  );
  run.ended.push(...charges.map(({ request }) => request));
}

async function overcharge(run: Run, target: Open | undefined): Promise<void> {
  if (!target) return;
  const event = endedEvent(target.request, target.amountNanos + 1n);
  await assert.rejects(settleUsage(run.pool, [event]), { code: "23514" });
}

async function addCredits(run: Run, command: Extract<Command, { kind: "grant" | "dispute" }>): Promise<void> {
  const { kind, side, amountNanos } = command;
  const place = await run.addCredits(run.sides[side], kind, amountNanos);
  const model = modelOf(run, run.sides[side]);
  const check = () => {
    model.addedNanos += kind === "grant" ? amountNanos : -amountNanos;
  };
  run.happened.push({ place, check });
}

async function changeLimit(run: Run, command: Extract<Command, { kind: "set" | "remove" }>): Promise<void> {
  const { scope, side, key } = command;
  const { workspaceId, apiKeyId, ownerId } = holderOf(run, side, key);
  const scopeId = { workspace: workspaceId, member: ownerId, api_key: apiKeyId }[scope];
  const place = { workspaceId, scope, scopeId };
  const { limits } = modelOf(run, workspaceId);
  if (command.kind === "remove") {
    return transact(
      run,
      (client) => removeLimit(client, place),
      () => void limits.delete(scopeId),
    );
  }
  const { limitNanos } = command;
  return transact(
    run,
    (client) => setLimit(client, place, limitNanos),
    () => void limits.set(scopeId, { scope, scopeId, limitNanos }),
  );
}

function percentsOf(open: readonly Open[], percents: readonly number[]): Charge[] {
  return open.map(({ request, amountNanos }, index) => {
    return { request, chargeNanos: (amountNanos * BigInt(percents[index] ?? 0)) / 100n };
  });
}
