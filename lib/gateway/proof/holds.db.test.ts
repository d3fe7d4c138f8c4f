import { afterEach, expect, test } from "vitest";
import { type AdmissionRequest, admitRequests } from "#lib/gateway/admission.ts";
import { settleUsage } from "#lib/gateway/settlement.ts";
import { systemClock } from "#lib/platform/clock.ts";
import type { Queryable } from "#lib/platform/postgres.ts";
import { createTestWorkspace, type TestWorkspaceOptions } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { removeLimit, setLimit } from "./change-limit.ts";
import { countersAgree } from "./counters-agree.ts";
import { type Asking, endedEvent, requestToAdmit } from "./request-to-admit.ts";

const database = setUpTestDatabase();
const OWNER = "00000000-0000-0000-0000-000000000001";
const NOVEMBER = new Date(Date.UTC(2026, 10, 10));

afterEach(() => countersAgree(database.pool));

const newWorkspace = (options: Partial<TestWorkspaceOptions> = {}) =>
  createTestWorkspace(database.db, { now: systemClock.now(), ...options });

async function admit(workspace: Asking, change: Partial<AdmissionRequest> = {}) {
  const request = requestToAdmit(workspace, NOVEMBER, change);
  const answers = await admitRequests(database.pool, [request], OWNER);
  return { request, answer: answers.get(request.requestId) };
}

const settle = (request: AdmissionRequest, chargeNanos: bigint, outcome: "succeeded" | "failed" = "succeeded") =>
  settleUsage(database.pool, [endedEvent(request, chargeNanos, outcome)]);
const holdsOf = ({ workspaceId }: Asking) => database.db.hold.findMany({ where: { workspaceId } });

test("a failure gives back all that was held", async () => {
  const workspace = await newWorkspace({ limits: [{ scope: "workspace", limitNanos: 500n }], includedNanos: 100n });
  const { request } = await admit(workspace);
  expect(await settle(request, 0n, "failed")).toEqual([request.requestId]);
  expect(await holdsOf(workspace)).toEqual([]);
  expect((await admit(workspace)).answer).toMatchObject({ verdict: "admitted", maxTokens: 50 });
});

test("a charge beyond its hold is refused, and so is one without a hold", async () => {
  const workspace = await newWorkspace();
  const { request } = await admit(workspace);
  await expect(settle(request, 601n)).rejects.toMatchObject({ code: "23514" });
  expect(await holdsOf(workspace)).toHaveLength(1);
  const never = requestToAdmit(workspace, NOVEMBER);
  await expect(settle(never, 1n)).rejects.toMatchObject({ code: "23514" });
  expect(await settle(request, 600n)).toEqual([request.requestId]);
  expect(await settle(request, 600n)).toEqual([]);
});

test("a hold that is placed when its request has failed already is given back, and nothing is charged", async () => {
  const workspace = await newWorkspace();
  const request = requestToAdmit(workspace, NOVEMBER);
  await settle(request, 0n, "failed");
  await admitRequests(database.pool, [request], OWNER);
  expect(await holdsOf(workspace)).toHaveLength(1);
  expect(await settle(request, 600n)).toEqual([]);
  expect(await holdsOf(workspace)).toEqual([]);
});

test.each([
  ["period_spending SET held_nanos = 701", "period_spending_within_limit"],
  ["period_spending SET included_held_nanos = 101", "period_spending_within_included"],
  ["scope_spending SET held_nanos = 651", "scope_spending_within_limit"],
  ["credit_balances SET held_nanos = balance_nanos + 1", "credit_balances_within_credits"],
  ["deployment_loads SET open_requests = -1", "deployment_loads_not_negative"],
])("were the rules wrong, the database would still refuse %s", async (mistake, constraint) => {
  const limits = [
    { scope: "workspace", limitNanos: 700n },
    { scope: "api_key", limitNanos: 650n },
  ] as const;
  const workspace = await newWorkspace({ includedNanos: 100n, limits });
  await admit(workspace);
  const { workspaceId } = workspace;
  const change = database.pool.query(`UPDATE ${mistake} WHERE workspace_id = $1`, [workspaceId]);
  await expect(change).rejects.toMatchObject({ code: "23514", constraint });
});

test("a plan's requests at once count over all deployments, a deployment's over its own, and both come free", async () => {
  const workspace = await newWorkspace();
  const bounds = { maxConcurrent: 3, deploymentCapacity: 2 };
  const on = (deploymentId: string) => admit(workspace, { ...bounds, deploymentId });
  const first = await on("dep_a");
  expect(first.answer?.verdict).toBe("admitted");
  expect((await on("dep_a")).answer?.verdict).toBe("admitted");
  expect((await on("dep_a")).answer).toMatchObject({ verdict: "deployment_capacity", canPassLater: true });
  expect((await on("dep_b")).answer?.verdict).toBe("admitted");
  expect((await on("dep_b")).answer?.verdict).toBe("plan_capacity");
  await settle(first.request, 10n);
  expect((await on("dep_a")).answer?.verdict).toBe("admitted");
});

test("a limit that is removed and set again counts what passed without it", async () => {
  const workspace = await newWorkspace();
  const { workspaceId, apiKeyId } = workspace;
  const place = { workspaceId, scope: "api_key", scopeId: apiKeyId } as const;
  const inTransaction = async (change: (client: Queryable) => Promise<void>) => {
    const client = await database.pool.connect();
    await client.query("BEGIN");
    await change(client);
    await client.query("COMMIT");
    client.release();
  };
  await inTransaction((client) => setLimit(client, place, 700n));
  const held = await admit(workspace);
  expect((await admit(workspace)).answer?.verdict).toBe("spend_limit");
  await inTransaction((client) => removeLimit(client, place));
  const unlimited = await admit(workspace);
  await settle(held.request, 600n);
  await settle(unlimited.request, 50n);
  const open = await admit(workspace);
  await inTransaction((client) => setLimit(client, place, 1_500n));
  expect((await admit(workspace)).answer).toMatchObject({
    limit: { scope: "api_key", limitNanos: 1_500n, settledNanos: 650n, heldNanos: 600n },
  });
  await settle(open.request, 600n);
});

test("what a stream has used is noted on its hold, and only a hold's", async () => {
  const workspace = await newWorkspace();
  const { request } = await admit(workspace);
  const note = (requestId: string, journal: unknown) =>
    database.pool.query("SELECT journal_usage($1::jsonb)", [
      JSON.stringify([{ workspace_id: workspace.workspaceId, request_id: requestId, journal }]),
    ]);
  await note(request.requestId, { output_tokens: 3 });
  await note(request.requestId, { output_tokens: 5 });
  await note(requestToAdmit(workspace, NOVEMBER).requestId, { output_tokens: 7 });
  expect(await holdsOf(workspace)).toMatchObject([{ requestId: request.requestId, journal: { output_tokens: 5 } }]);
});

test("holds are orphaned when their process is unknown, silent or they are past their expiry", async () => {
  const { pool } = database;
  const workspace = await newWorkspace();
  const [alive, silent, unknown] = [2, 3, 4].map((digit) => `00000000-0000-0000-0000-00000000000${digit}`);
  const inAnHour = new Date(systemClock.now().getTime() + 3_600_000);
  const holdOf = async (owner = "", expiresAt = inAnHour) => {
    const request = requestToAdmit(workspace, NOVEMBER, { expiresAt });
    await admitRequests(pool, [request], owner);
    return request.requestId;
  };
  await pool.query("SELECT beat($1::uuid)", [alive]);
  await pool.query("SELECT beat($1::uuid)", [silent]);
  await pool.query("UPDATE gateway_processes SET heartbeat_at = now() - interval '21 s' WHERE process_id = $1", [
    silent,
  ]);
  await holdOf(alive);
  const orphans = [await holdOf(silent), await holdOf(unknown), await holdOf(alive, NOVEMBER)];
  const orphansAfter = async (seconds: number, atMost = 500) => {
    const { rows } = await pool.query("SELECT * FROM orphaned_holds(make_interval(secs => $1), $2)", [seconds, atMost]);
    const own = rows.filter((row) => row.workspace_id === workspace.workspaceId);
    return own.map((row) => row.request_id).sort();
  };
  expect(await orphansAfter(20)).toEqual(orphans.toSorted());
  await pool.query("SELECT beat($1::uuid)", [silent]);
  expect(await orphansAfter(20)).toEqual(orphans.slice(1).sort());
});
