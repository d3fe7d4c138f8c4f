import { expect, test, vi } from "vitest";
import { readKeptContract } from "#lib/data/contracts.ts";
import type { ContractInput } from "#lib/domain/contract.ts";
import { connectSimulator } from "#lib/stripe/connection.ts";
import { type BilledWorkspace, openBilledWorkspace } from "#prisma/testing/billed-workspace.ts";
import { createTestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { billContract } from "./bill-contract.ts";
import { endContracts } from "./end-contracts.ts";
import { setEnterpriseContract } from "./set-enterprise-contract.ts";
import { warnOfContractEnds } from "./warn-of-contract-ends.ts";

vi.stubEnv("APP_URL", "http://console.test");

const database = setUpTestDatabase();
const at = (day: string) => new Date(`${day}T06:00:00.000Z`);
const ACTOR = { type: "system", job: "operator" } as const;
const TERMS: ContractInput = {
  monthlyNanos: "12000",
  seats: "25",
  includedInferenceNanos: "500",
  requestsPerMinute: "20000",
  maxConcurrentRequests: "2000",
};
const LONG_MS = 60_000;

const contractOf = async ({ workspaceId }: { workspaceId: string }, now: Date, terms: ContractInput) =>
  setEnterpriseContract(database.db, { actor: ACTOR, workspaceId, terms, now });
const planOf = async ({ workspaceId }: { workspaceId: string }) =>
  (await database.db.workspace.findUniqueOrThrow({ where: { workspaceId } })).plan;

/** An Enterprise workspace that is billed from 10 December 2026 on. */
async function openContract(endsAt: string) {
  const billed = await openBilledWorkspace(database.db, { now: at("2026-12-10") });
  const { workspace, simulator } = billed;
  const stripe = connectSimulator(simulator.url, simulator.apiKey);
  const set = async (terms: ContractInput) => {
    const now = simulator.clock.now();
    await contractOf(workspace, now, terms);
    const { workspaceId } = workspace;
    const names = { workspaceName: "Acme", email: "owner@example.test", lineName: "Weir Enterprise" };
    await billContract({ db: database.db, stripe, now, requestId: null }, { workspaceId, ...names });
  };
  const runJob = () => endContracts({ db: database.db, stripe, now: simulator.clock.now() });
  const subscription = async () => (await stripe.client.subscriptions.list({ status: "all" })).data[0];
  await set({ ...TERMS, endsAt });
  return { ...billed, set, runJob, subscription, dispose: () => (billed as BilledWorkspace)[Symbol.asyncDispose]() };
}

test("in its last period the subscription is not renewed, an extension undoes that, and then the workspace is on Starter", {
  timeout: LONG_MS,
}, async () => {
  const { workspace, advanceTo, set, runJob, subscription, invoices, dispose } = await openContract("2027-01-15");
  try {
    expect(await runJob()).toEqual({ ending: 0, ended: 0 });
    expect((await subscription())?.cancel_at_period_end).toBe(false);
    await advanceTo(at("2027-01-02"));
    expect(await runJob()).toEqual({ ending: 1, ended: 0 });
    expect((await subscription())?.cancel_at_period_end).toBe(true);

    await set({ endsAt: "2027-02-28" });
    expect((await subscription())?.cancel_at_period_end).toBe(false);
    await advanceTo(at("2027-02-02"));
    expect(await planOf(workspace)).toBe("enterprise");
    expect(await runJob()).toEqual({ ending: 1, ended: 0 });
    const billedBefore = (await invoices()).length;

    await advanceTo(at("2027-03-01"));
    expect(await planOf(workspace)).toBe("starter");
    expect((await subscription())?.status).toBe("canceled");
    expect(await invoices()).toHaveLength(billedBefore);
    expect(await runJob()).toEqual({ ending: 0, ended: 0 });
    const { workspaceId } = workspace;
    const key = await database.db.apiKey.findFirstOrThrow({ where: { workspaceId } });
    expect(key.revokedAt).not.toBeNull();
    const messages = await database.db.outboxMessage.findMany({ where: { workspaceId, topic: "plan.changed" } });
    expect(messages.map(({ payload }) => payload)).toEqual([expect.objectContaining({ to: "Starter" })]);
  } finally {
    await dispose();
  }
});

test("a contract that is set to end with the present period is not renewed from the start", {
  timeout: LONG_MS,
}, async () => {
  const { subscription, set, dispose } = await openContract("2026-12-31");
  try {
    expect((await subscription())?.cancel_at_period_end).toBe(true);
    await set({ endsAt: "" });
    expect((await subscription())?.cancel_at_period_end).toBe(false);
  } finally {
    await dispose();
  }
});

test("where nobody looked in time, what was renewed ends at once", { timeout: LONG_MS }, async () => {
  const { workspace, advanceTo, runJob, subscription, dispose } = await openContract("2027-01-31");
  try {
    await advanceTo(at("2027-02-02"));
    expect(await planOf(workspace)).toBe("enterprise");
    expect((await subscription())?.status).not.toBe("canceled");
    expect(await runJob()).toEqual({ ending: 0, ended: 1 });
    expect((await subscription())?.status).toBe("canceled");
    expect(await planOf(workspace)).toBe("starter");
  } finally {
    await dispose();
  }
});

test("without payments, too, a workspace whose contract is over is on Starter, and a new contract brings it back", async () => {
  const workspace = await createTestWorkspace(database.db, { now: at("2026-12-10") });
  await contractOf(workspace, at("2026-12-10"), { ...TERMS, endsAt: "2026-12-20" });
  const runJob = (now: Date) => endContracts({ db: database.db, stripe: null, now });
  expect(await runJob(at("2026-12-31"))).toEqual({ ending: 1, ended: 0 });
  expect(await planOf(workspace)).toBe("enterprise");
  expect(await runJob(at("2027-01-01"))).toEqual({ ending: 0, ended: 1 });
  expect(await planOf(workspace)).toBe("starter");
  expect(await runJob(at("2027-01-02"))).toEqual({ ending: 0, ended: 0 });
  await expect(contractOf(workspace, at("2027-01-02"), { seats: "30" })).rejects.toThrow("say its new last day");
  await contractOf(workspace, at("2027-01-02"), { endsAt: "2027-12-31" });
  expect(await planOf(workspace)).toBe("enterprise");
  expect((await readKeptContract(database.db, workspace.workspaceId))?.seats).toBe(25);
});

test("the end is told 60, 30 and 7 days before, each once, and anew when it is moved", async () => {
  const workspace = await createTestWorkspace(database.db, { now: at("2030-01-01") });
  const { workspaceId } = workspace;
  await contractOf(workspace, at("2030-01-01"), { ...TERMS, endsAt: "2030-03-31" });
  const told = async () =>
    (
      await database.db.outboxMessage.findMany({
        where: { workspaceId, topic: "contract.ends" },
        orderBy: { createdAt: "asc" },
      })
    ).map(({ createdAt, payload }) => `${createdAt.toISOString().slice(0, 10)} ${(payload as { days: string }).days}`);
  const runDays = async (from: string, count: number) => {
    for (let day = 0; day < count; day += 1) {
      await warnOfContractEnds(database.db, new Date(at(from).getTime() + day * 86_400_000));
    }
  };
  await runDays("2030-01-01", 80);
  expect(await told()).toEqual(["2030-01-31 60", "2030-03-02 30"]);
  await contractOf(workspace, at("2030-03-22"), { endsAt: "2030-05-31" });
  await runDays("2030-03-22", 90);
  expect(await told()).toEqual(["2030-01-31 60", "2030-03-02 30", "2030-04-02 60", "2030-05-02 30", "2030-05-25 7"]);
});
