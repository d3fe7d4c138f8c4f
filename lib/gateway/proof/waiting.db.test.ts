import { afterEach, expect, test } from "vitest";
import { type AdmissionRequest, admitRequests } from "#lib/gateway/admission.ts";
import { settleUsage } from "#lib/gateway/settlement.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { createTestWorkspace, type TestWorkspaceOptions } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { countersAgree } from "./counters-agree.ts";
import { type Asking, endedEvent, requestToAdmit } from "./request-to-admit.ts";

const database = setUpTestDatabase();
const OWNER = "00000000-0000-0000-0000-000000000001";
const NOVEMBER = new Date(Date.UTC(2026, 10, 10));

afterEach(() => countersAgree(database.pool));

const newWorkspace = (options: Partial<TestWorkspaceOptions> = {}) =>
  createTestWorkspace(database.db, { now: systemClock.now(), ...options });
const limitedTo = (limitNanos: bigint) => ({ limits: [{ scope: "workspace", limitNanos }] }) as const;

async function admit(workspace: Asking, change: Partial<AdmissionRequest> = {}) {
  const request = requestToAdmit(workspace, NOVEMBER, change);
  const answers = await admitRequests(database.pool, [request], OWNER);
  return { request, answer: answers.get(request.requestId) };
}

const settle = (request: AdmissionRequest, chargeNanos: bigint) =>
  settleUsage(database.pool, [endedEvent(request, chargeNanos)]);

test.each<[string, "spend_limit" | "insufficient_credits", Partial<TestWorkspaceOptions>]>([
  ["the limit", "spend_limit", limitedTo(600n)],
  ["the credits", "insufficient_credits", { creditNanos: 600n }],
])("a request may pass later where others hold what is left of %s", async (_, verdict, options) => {
  const workspace = await newWorkspace(options);
  const { request } = await admit(workspace);
  expect((await admit(workspace)).answer).toMatchObject({ verdict, canPassLater: true });
  await settle(request, 340n);
  const second = await admit(workspace);
  expect(second.answer).toMatchObject({ verdict: "admitted", maxTokens: 16 });
  await settle(second.request, 1n);
  expect((await admit(workspace)).answer).toMatchObject({ verdict, canPassLater: false });
});

test.each<[string, "spend_limit" | "insufficient_credits", Partial<TestWorkspaceOptions>]>([
  ["a limit of zero", "spend_limit", limitedTo(0n)],
  ["no credits", "insufficient_credits", { creditNanos: 0n }],
])("with %s a request may pass later where others hold the included inference", async (_, verdict, options) => {
  const workspace = await newWorkspace({ ...options, includedNanos: 600n });
  const { request } = await admit(workspace);
  const { workspaceId } = workspace;
  expect((await admit(workspace)).answer).toMatchObject({ verdict, canPassLater: true });
  expect(await database.db.outboxMessage.findMany({ where: { workspaceId } })).toEqual([]);
  await settle(request, 340n);
  expect((await admit(workspace)).answer).toMatchObject({ verdict: "admitted", maxTokens: 16 });
});

test("a request that one limit will never let pass is not told to wait for another", async () => {
  const workspace = await newWorkspace({
    limits: [
      { scope: "workspace", limitNanos: 2_000n },
      { scope: "api_key", limitNanos: 500n },
    ],
  });
  const other = { apiKeyId: "key_other" };
  await settle((await admit(workspace)).request, 300n);
  await admit(workspace, { ...other, inputNanos: 1_100n });
  expect((await admit(workspace)).answer).toMatchObject({
    verdict: "spend_limit",
    canPassLater: false,
    limit: { scope: "api_key", limitNanos: 500n, settledNanos: 300n },
  });
});
