import { afterEach, expect, test } from "vitest";
import { systemClock } from "#lib/platform/clock.ts";
import { createPool } from "#lib/platform/postgres.ts";
import { createTestWorkspace, type TestWorkspaceOptions } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { type AdmissionRequest, admitRequests, createAdmission } from "./admission.ts";
import { createGatewayMetrics } from "./metrics.ts";
import { countersAgree } from "./proof/counters-agree.ts";
import { type Asking, endedEvent, requestToAdmit } from "./proof/request-to-admit.ts";
import { settleUsage } from "./settlement.ts";

const database = setUpTestDatabase();
const OWNER = "00000000-0000-0000-0000-000000000001";
const OCTOBER = new Date(Date.UTC(2026, 9, 31, 23, 59, 59));
const NOVEMBER = new Date(Date.UTC(2026, 10, 1));

afterEach(() => countersAgree(database.pool));

const newWorkspace = (options: Partial<TestWorkspaceOptions> = {}) =>
  createTestWorkspace(database.db, { now: systemClock.now(), ...options });

/** Input of 100, and 10 for each of 50 tokens: 600 in all, and 260 with the 16 tokens that it needs at least. */
const asking = (workspace: Asking, change: Partial<AdmissionRequest> = {}) =>
  requestToAdmit(workspace, NOVEMBER, change);

async function admit(...requests: AdmissionRequest[]) {
  const answers = await admitRequests(database.pool, requests, OWNER);
  return requests.map(({ requestId }) => answers.get(requestId));
}

async function admitOne(request: AdmissionRequest) {
  const [answer] = await admit(request);
  return answer;
}

async function admitted(workspace: Asking, change: Partial<AdmissionRequest> = {}): Promise<AdmissionRequest> {
  const request = asking(workspace, change);
  expect(await admitOne(request)).toMatchObject({ verdict: "admitted" });
  return request;
}

const settle = (request: AdmissionRequest, chargeNanos: bigint) =>
  settleUsage(database.pool, [endedEvent(request, chargeNanos)]);

const setLimit = (workspace: Asking, scope: "workspace" | "member" | "api_key", limitNanos: bigint) => {
  const { workspaceId, ownerId, apiKeyId } = workspace;
  const scopeId = { workspace: workspaceId, member: ownerId, api_key: apiKeyId }[scope];
  const limit = { limitNanos, updatedAt: NOVEMBER };
  return database.db.spendLimit.upsert({
    where: { workspaceId_scope_scopeId: { workspaceId, scope, scopeId } },
    create: { workspaceId, scope, scopeId, ...limit },
    update: limit,
  });
};

const holdOf = ({ workspaceId, requestId }: AdmissionRequest) =>
  database.db.hold.findUniqueOrThrow({ where: { workspaceId_requestId: { workspaceId, requestId } } });
const periodOf = ({ workspaceId }: Asking, periodKey = "2026-11") =>
  database.db.periodSpending.findUniqueOrThrow({ where: { workspaceId_periodKey: { workspaceId, periodKey } } });
const creditsOf = ({ workspaceId }: Asking) => database.db.creditBalance.findUniqueOrThrow({ where: { workspaceId } });

test("what stands in a request's way is said in the published order", async () => {
  const workspace = await newWorkspace({ creditNanos: 0n, limits: [{ scope: "workspace", limitNanos: 259n }] });
  const wrong = { requestsPerMinute: 1, maxConcurrent: 0, deploymentCapacity: 0 };
  const verdictOf = async (change: Partial<AdmissionRequest>) =>
    (await admitOne(asking(workspace, { ...wrong, ...change })))?.verdict;
  expect(await verdictOf({})).toBe("spend_limit");
  expect(await verdictOf({})).toBe("rate_limited");
  const fast = { requestsPerMinute: 60_000_000 };
  expect(await verdictOf({ isRepeat: true })).toBe("spend_limit");
  await setLimit(workspace, "workspace", 260n);
  expect(await verdictOf({ ...fast, isRepeat: true })).toBe("insufficient_credits");
  expect(await verdictOf({ isRepeat: true, account: "receivable" })).toBe("plan_capacity");
  expect(await verdictOf({ isRepeat: true, account: "receivable", maxConcurrent: 1 })).toBe("deployment_capacity");
  expect(await verdictOf({ isRepeat: true, account: "receivable", maxConcurrent: 1, deploymentCapacity: 1 })).toBe(
    "admitted",
  );
});

test.each<[string, Partial<Record<"limit" | "credits" | "included", bigint>>, number | string]>([
  ["all of it where the limit just fits", { limit: 600n }, 50],
  ["one token less where the limit is a nano-dollar short", { limit: 599n }, 49],
  ["the least where no more fits", { limit: 269n }, 16],
  ["the least where it just fits", { limit: 260n }, 16],
  ["nothing where the least does not fit", { limit: 259n }, "spend_limit"],
  ["nothing of a limit of zero", { limit: 0n }, "spend_limit"],
  ["what the credits cover", { credits: 599n }, 49],
  ["nothing where the credits do not cover the least", { credits: 259n }, "insufficient_credits"],
  ["what included inference and the limit cover together", { included: 300n, limit: 299n }, 49],
  ["what included inference and the credits cover together", { included: 1n, credits: 259n }, 16],
  ["the included inference, with no credits and a limit of zero", { included: 265n, limit: 0n, credits: 0n }, 16],
  ["the limit's refusal where credits are short too", { limit: 0n, credits: 0n }, "spend_limit"],
])("a request is granted %s", async (_, { limit, credits = 10_000n, included = 0n }, expected) => {
  const workspace = await newWorkspace({
    creditNanos: credits,
    includedNanos: included,
    limits: limit === undefined ? [] : [{ scope: "workspace", limitNanos: limit }],
  });
  const request = asking(workspace);
  const answer = await admitOne(request);
  if (typeof expected === "string") {
    expect(answer?.verdict).toBe(expected);
    expect(await database.db.hold.count({ where: { workspaceId: workspace.workspaceId } })).toBe(0);
    return;
  }
  expect(answer).toMatchObject({ verdict: "admitted", maxTokens: expected });
  const amountNanos = 100n + 10n * BigInt(expected);
  expect(await holdOf(request)).toMatchObject({
    amountNanos,
    includedNanos: included < amountNanos ? included : amountNanos,
  });
});

test("of requests that come together each is granted what those before it left", async () => {
  const workspace = await newWorkspace({ limits: [{ scope: "workspace", limitNanos: 1_000n }] });
  const answers = await admit(asking(workspace), asking(workspace), asking(workspace));
  expect(answers).toMatchObject([
    { verdict: "admitted", maxTokens: 50 },
    { verdict: "admitted", maxTokens: 30 },
    { verdict: "spend_limit", canPassLater: true, limit: { limitNanos: 1_000n, settledNanos: 0n, heldNanos: 1_000n } },
  ]);
});

test("included inference is held first, and a charge takes what of it has come free", async () => {
  const workspace = await newWorkspace({ includedNanos: 1_000n, creditNanos: 10_000n });
  const first = await admitted(workspace);
  const second = await admitted(workspace);
  expect((await holdOf(first)).includedNanos).toBe(600n);
  expect((await holdOf(second)).includedNanos).toBe(400n);
  expect(await creditsOf(workspace)).toMatchObject({ balanceNanos: 10_000n, heldNanos: 200n });
  await settle(first, 100n);
  await settle(second, 600n);
  expect(await periodOf(workspace)).toMatchObject({ includedUsedNanos: 700n, settledNanos: 0n, heldNanos: 0n });
  expect(await creditsOf(workspace)).toMatchObject({ balanceNanos: 10_000n, heldNanos: 0n });
  await settle(await admitted(workspace), 500n);
  expect(await periodOf(workspace)).toMatchObject({ includedUsedNanos: 1_000n, settledNanos: 200n });
  expect(await creditsOf(workspace)).toMatchObject({ balanceNanos: 9_800n });
});

test.each(["member", "api_key"] as const)("a limit of a %s holds beside the workspace's", async (scope) => {
  const workspace = await newWorkspace({
    limits: [
      { scope: "workspace", limitNanos: 5_000n },
      { scope, limitNanos: 700n },
    ],
  });
  const first = await admitted(workspace);
  expect(await admitOne(asking(workspace))).toMatchObject({
    verdict: "spend_limit",
    canPassLater: true,
    limit: { scope, limitNanos: 700n, settledNanos: 0n, heldNanos: 600n },
  });
  const other = scope === "member" ? { memberId: "user_other" } : { apiKeyId: "key_other" };
  await admitted(workspace, other);
  await settle(first, 450n);
  expect(await admitOne(asking(workspace))).toMatchObject({
    verdict: "spend_limit",
    canPassLater: false,
    limit: { scope, settledNanos: 450n, heldNanos: 0n },
  });
  await setLimit(workspace, "workspace", 1_100n);
  expect(await admitOne(asking(workspace, other))).toMatchObject({
    limit: { scope: "workspace", limitNanos: 1_100n, settledNanos: 450n, heldNanos: 600n },
  });
});

test.each(["member", "api_key"] as const)(
  "a limit of a %s set in the middle of a period counts what was settled and is held",
  async (scope) => {
    const workspace = await newWorkspace({ includedNanos: 100n });
    await settle(await admitted(workspace), 600n);
    const open = await admitted(workspace);
    await setLimit(workspace, scope, 1_300n);
    expect(await admitOne(asking(workspace))).toMatchObject({
      limit: { scope, limitNanos: 1_300n, settledNanos: 500n, heldNanos: 600n },
    });
    await settle(open, 300n);
    expect(await admitOne(asking(workspace))).toMatchObject({ verdict: "admitted", maxTokens: 40 });
  },
);

test("a postpaid account needs no credits and is held to its limit like any other", async () => {
  const workspace = await newWorkspace({ creditNanos: 0n, limits: [{ scope: "workspace", limitNanos: 1_000n }] });
  const { workspaceId } = workspace;
  await settle(await admitted(workspace, { account: "receivable" }), 600n);
  expect(await admitOne(asking(workspace, { account: "receivable" }))).toMatchObject({ maxTokens: 30 });
  const entries = await database.db.creditEntry.findMany({ where: { workspaceId } });
  expect(entries).toMatchObject([{ fromAccount: "receivable", toAccount: "usage", amountNanos: 600n }]);
  expect(await creditsOf(workspace)).toMatchObject({ balanceNanos: 0n, heldNanos: 0n });
});

test("a period starts at zero, and a request is charged to the one it began in", async () => {
  const workspace = await newWorkspace({ includedNanos: 50n, limits: [{ scope: "workspace", limitNanos: 650n }] });
  const late = requestToAdmit(workspace, OCTOBER);
  expect(await admitOne(late)).toMatchObject({ verdict: "admitted", maxTokens: 50 });
  const early = await admitted(workspace);
  expect((await holdOf(early)).includedNanos).toBe(50n);
  await settle(early, 10n);
  await settle(late, 600n);
  expect(await periodOf(workspace, "2026-10")).toMatchObject({ settledNanos: 550n, includedUsedNanos: 50n });
  expect(await periodOf(workspace)).toMatchObject({ settledNanos: 0n, includedUsedNanos: 10n });
  expect(await admitOne(requestToAdmit(workspace, OCTOBER))).toMatchObject({ verdict: "spend_limit" });
});

test("a limit lowered below what is settled refuses at once, and what is under way still settles", async () => {
  const workspace = await newWorkspace({ limits: [{ scope: "workspace", limitNanos: 2_000n }] });
  await settle(await admitted(workspace), 600n);
  const open = await admitted(workspace);
  await setLimit(workspace, "workspace", 500n);
  expect(await admitOne(asking(workspace))).toMatchObject({
    verdict: "spend_limit",
    canPassLater: false,
    limit: { limitNanos: 500n, settledNanos: 600n, heldNanos: 600n },
  });
  await settle(open, 600n);
  expect((await periodOf(workspace)).settledNanos).toBe(1_200n);
  await setLimit(workspace, "workspace", 1_800n);
  expect(await admitOne(asking(workspace))).toMatchObject({ verdict: "admitted", maxTokens: 50 });
});

test("a request that the database cannot take is refused alone, and the others of its group are decided", async () => {
  const workspace = await newWorkspace();
  const admit = createAdmission({ lane: database.pool, pool: database.pool }, OWNER, createGatewayMetrics());
  const good = [asking(workspace), asking(workspace), asking(workspace)];
  const bad = asking(workspace, { requestId: "no uuid" });
  const [first, ...results] = await Promise.allSettled(
    [asking(workspace), good[0], bad, good[1], good[2]].map((request) => admit(request as AdmissionRequest)),
  );
  expect(first?.status).toBe("fulfilled");
  expect(results.map((result) => result.status)).toEqual(["fulfilled", "rejected", "fulfilled", "fulfilled"]);
  expect(await database.db.hold.count({ where: { workspaceId: workspace.workspaceId } })).toBe(4);
});

test("a workspace whose money is locked keeps only its own requests waiting, and they are refused in the end", async () => {
  const [locked, free] = [await newWorkspace(), await newWorkspace()];
  const pool = createPool(database.url, { max: 6, applicationName: "weir-test", longestLockMs: 300 });
  const admit = createAdmission({ lane: pool, pool }, OWNER, createGatewayMetrics());
  const holder = await database.pool.connect();
  await holder.query("BEGIN");
  await holder.query("SELECT lock_funds(ARRAY[$1])", [locked.workspaceId]);
  const results = await Promise.allSettled([free, locked, free, free].map((workspace) => admit(asking(workspace))));
  expect(results.map((result) => result.status)).toEqual(["fulfilled", "rejected", "fulfilled", "fulfilled"]);
  await holder.query("ROLLBACK");
  holder.release();
  expect(await admit(asking(locked))).toMatchObject({ verdict: "admitted" });
  await pool.end();
});
