import { expect, test } from "vitest";
import { type AdmissionRequest, admitRequests } from "#lib/gateway/admission.ts";
import { settleUsage } from "#lib/gateway/settlement.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { createTestWorkspace, type TestWorkspaceOptions } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { setLimit } from "./change-limit.ts";
import { type Asking, endedEvent, requestToAdmit } from "./request-to-admit.ts";

const database = setUpTestDatabase();
const OWNER = "00000000-0000-0000-0000-000000000001";
const DAY_MS = 86_400_000;
const PERIOD_START = Date.UTC(2026, 10, 1);
/** So early that no pace is known yet. */
const SECOND_DAY = new Date(PERIOD_START + DAY_MS);
const TENTH_DAY = new Date(PERIOD_START + 9 * DAY_MS);

const limitOf = (limitNanos: bigint, scope: "workspace" | "member" | "api_key" = "workspace") => ({
  scope,
  limitNanos,
});
const newWorkspace = (...limits: NonNullable<TestWorkspaceOptions["limits"]>) =>
  createTestWorkspace(database.db, { now: systemClock.now(), limits });

async function admit(workspace: Asking, at: Date, amountNanos: bigint): Promise<AdmissionRequest> {
  const request = requestToAdmit(workspace, at, { inputNanos: amountNanos, tokenNanos: 0n });
  await admitRequests(database.pool, [request], OWNER);
  return request;
}

async function spend(workspace: Asking, at: Date, amountNanos: bigint): Promise<void> {
  await settleUsage(database.pool, [endedEvent(await admit(workspace, at, amountNanos), amountNanos)]);
}

async function messagesOf({ workspaceId }: Asking) {
  const messages = await database.db.outboxMessage.findMany({ where: { workspaceId }, orderBy: { createdAt: "asc" } });
  expect(messages.every(({ topic }) => topic === "spend_limit.alert")).toBe(true);
  return messages.map(({ payload }) => payload as Record<string, string | null>);
}

const thresholdsOf = async (workspace: Asking) =>
  (await messagesOf(workspace)).map(({ threshold }) => threshold).sort();

test("each threshold is told as the charge that reaches it settles, and not before", async () => {
  const workspace = await newWorkspace(limitOf(1_000n));
  const open = await admit(workspace, SECOND_DAY, 400n);
  await spend(workspace, SECOND_DAY, 499n);
  expect(await messagesOf(workspace)).toEqual([]);
  await spend(workspace, SECOND_DAY, 1n);
  expect(await messagesOf(workspace)).toEqual([
    {
      scope: "workspace",
      scopeId: workspace.workspaceId,
      period: "2026-11",
      threshold: "50",
      limitNanos: "1000",
      settledNanos: "500",
      reachesLimitAt: null,
    },
  ]);
  await settleUsage(database.pool, [endedEvent(open, 300n)]);
  expect(await thresholdsOf(workspace)).toEqual(["50", "80"]);
  await spend(workspace, SECOND_DAY, 200n);
  expect(await thresholdsOf(workspace)).toEqual(["100", "50", "80"]);
});

test.each([
  [1_000n, 500n],
  [1_999n, 1_000n],
  [150_500n, 75_250n],
  [123_456_789n, 61_728_395n],
])("half of a limit of %i is told by the very nano-dollar that reaches it", async (limitNanos, halfNanos) => {
  const workspace = await newWorkspace(limitOf(limitNanos));
  await spend(workspace, SECOND_DAY, halfNanos - 1n);
  expect(await messagesOf(workspace)).toEqual([]);
  await spend(workspace, SECOND_DAY, 1n);
  expect(await thresholdsOf(workspace)).toEqual(["50"]);
});

test.each([
  ["set", undefined],
  ["lowered", 1_000_000n],
])("a limit that is %s while requests are under way is told about when they settle", async (_, earlierNanos) => {
  const workspace = await newWorkspace(...(earlierNanos ? [limitOf(earlierNanos)] : []));
  const { workspaceId } = workspace;
  const open = await admit(workspace, SECOND_DAY, 600n);
  const client = await database.pool.connect();
  await client.query("BEGIN");
  await setLimit(client, { workspaceId, scope: "workspace", scopeId: workspaceId }, 1_000n);
  await client.query("COMMIT");
  client.release();
  await settleUsage(database.pool, [endedEvent(open, 600n)]);
  expect(await thresholdsOf(workspace)).toEqual(["50"]);
});

test("under concurrency each is told once for each limit that reaches it", async () => {
  const workspace = await newWorkspace(limitOf(1_000n), limitOf(1_250n, "member"), limitOf(2_000n, "api_key"));
  const requests = await Promise.all(Array.from({ length: 50 }, () => admit(workspace, SECOND_DAY, 20n)));
  await Promise.all(requests.map((request) => settleUsage(database.pool, [endedEvent(request, 20n)])));
  await Promise.all(Array.from({ length: 20 }, () => admit(workspace, SECOND_DAY, 20n)));
  const told = (await messagesOf(workspace)).map(({ scope, threshold }) => `${scope} ${threshold}`).sort();
  expect(told).toEqual(["api_key 50", "member 50", "member 80", "workspace 100", "workspace 50", "workspace 80"]);
});

test("that requests are refused for good with a hundredth left counts as the whole limit, and is told once", async () => {
  const workspace = await newWorkspace(limitOf(1_000n));
  await admit(workspace, SECOND_DAY, 1_001n);
  expect(await messagesOf(workspace)).toEqual([]);
  await spend(workspace, SECOND_DAY, 989n);
  await admit(workspace, SECOND_DAY, 12n);
  expect(await thresholdsOf(workspace)).toEqual(["50", "80"]);
  await spend(workspace, SECOND_DAY, 1n);
  await Promise.all(Array.from({ length: 10 }, () => admit(workspace, SECOND_DAY, 12n)));
  expect(await thresholdsOf(workspace)).toEqual(["100", "50", "80"]);
});

test("what is told belongs to a limit and a period: a raised limit and a new period are told anew", async () => {
  const workspace = await newWorkspace(limitOf(1_000n));
  await spend(workspace, SECOND_DAY, 500n);
  const { workspaceId } = workspace;
  await database.db.spendLimit.updateMany({ where: { workspaceId }, data: { limitNanos: 1_100n } });
  await spend(workspace, SECOND_DAY, 50n);
  await spend(workspace, new Date(Date.UTC(2026, 11, 2)), 600n);
  expect(
    (await messagesOf(workspace)).map(({ period, limitNanos, threshold }) => [period, limitNanos, threshold]),
  ).toEqual([
    ["2026-11", "1000", "50"],
    ["2026-11", "1100", "50"],
    ["2026-12", "1100", "50"],
  ]);
});

test("a pace that leads past the limit is told with the day on which it is reached", async () => {
  const workspace = await newWorkspace(limitOf(1_000n));
  await spend(workspace, SECOND_DAY, 290n);
  await spend(workspace, TENTH_DAY, 10n);
  expect(await messagesOf(workspace)).toEqual([]);
  await spend(workspace, TENTH_DAY, 100n);
  await spend(workspace, TENTH_DAY, 20n);
  const [pace, ...others] = await messagesOf(workspace);
  expect(others).toEqual([]);
  expect(pace).toMatchObject({ threshold: "pace", settledNanos: "400" });
  const settledAtMs = TENTH_DAY.getTime() + 1_000;
  const reachesAtMs = PERIOD_START + (settledAtMs - PERIOD_START) * (1_000 / 400);
  expect(Date.parse(pace?.reachesLimitAt ?? "")).toBe(reachesAtMs);
});

test("no pace is told in the first three days, at the limit, or where the owner does not want it", async () => {
  const early = await newWorkspace(limitOf(10_000n));
  await spend(early, new Date(PERIOD_START + 3 * DAY_MS - 2_000), 4_000n);
  expect(await messagesOf(early)).toEqual([]);
  await spend(early, new Date(PERIOD_START + 3 * DAY_MS), 10n);
  expect(await thresholdsOf(early)).toEqual(["pace"]);
  const reached = await newWorkspace(limitOf(1_000n));
  await spend(reached, TENTH_DAY, 1_000n);
  expect(await thresholdsOf(reached)).toEqual(["100", "50", "80"]);
  const { workspaceId } = await newWorkspace(limitOf(1_000n));
  const unwanted = { hasPaceAlert: false, alertAtPercent: [90] };
  await database.db.spendLimit.updateMany({ where: { workspaceId }, data: unwanted });
  await spend({ ...reached, workspaceId }, TENTH_DAY, 899n);
  expect(await messagesOf({ ...reached, workspaceId })).toEqual([]);
  await spend({ ...reached, workspaceId }, TENTH_DAY, 1n);
  expect(await thresholdsOf({ ...reached, workspaceId })).toEqual(["90"]);
});
