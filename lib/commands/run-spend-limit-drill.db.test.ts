import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Context } from "#lib/context.ts";
import { sumNanos, toExactDollars } from "#lib/domain/money.ts";
import { ROLES } from "#lib/domain/permissions.ts";
import { type FleetSimulator, startFleetSimulator } from "#lib/fleet/simulator/start-fleet-simulator.ts";
import { systemClock } from "#lib/platform/clock.ts";
import {
  addTestMember,
  createTestWorkspace,
  type TestWorkspaceOptions,
} from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { setUpTestGateway } from "#prisma/testing/set-up-test-gateway.ts";
import { testContext } from "#prisma/testing/test-context.ts";
import { runSpendLimitDrill } from "./run-spend-limit-drill.ts";

const database = setUpTestDatabase();
const gateways = [setUpTestGateway(database), setUpTestGateway(database)];
const modelId = "qwen3.8-27b";
const FIRST_TOKEN_MS = 150;

let fleet: FleetSimulator;
beforeAll(async () => {
  fleet = await startFleetSimulator({ port: 0, host: "127.0.0.1", firstTokenMs: FIRST_TOKEN_MS });
});
afterAll(() => fleet.close());

async function owned(options: Partial<TestWorkspaceOptions> = {}) {
  const now = systemClock.now();
  const deployments = [{ modelId, upstreamUrl: `${fleet.url}/v1` }];
  const workspace = await createTestWorkspace(database.db, { now, deployments, ...options });
  const plan = options.plan ?? "team";
  return {
    workspace,
    ctx: testContext(database.db, workspace, { userId: workspace.ownerId, role: "owner", plan, now }),
  };
}

const drill = (ctx: Context, change: Partial<Parameters<typeof runSpendLimitDrill>[1]> = {}) =>
  runSpendLimitDrill(ctx, {
    gatewayUrls: gateways.map(({ url }) => url),
    modelId,
    limit: "0.0005",
    requestCount: 60,
    ...change,
  });

async function scratchOf(workspaceId: string) {
  const where = { workspaceId };
  const scratch = await database.db.apiKey.findMany({ where: { ...where, label: "Spend limit drill" } });
  const audit = await database.db.auditEntry.findMany({ where });
  return {
    scratch,
    limits: await database.db.spendLimit.count({ where }),
    counters: await database.db.scopeSpending.count({ where }),
    holds: await database.db.hold.count({ where }),
    events: await database.db.usageEvent.findMany({ where: { ...where, outcome: "succeeded" } }),
    drilled: audit.filter(({ action }) => action === "spend_limit.drilled").map(({ after }) => after),
    // Entries of the same millisecond are in no order.
    actions: audit.map(({ action }) => action).sort(),
  };
}

const UNDONE = ["api_key.created", "api_key.revoked", "spend_limit.removed", "spend_limit.set"];
const DRILLED = [...UNDONE, "spend_limit.drilled"].sort();

test("parallel requests over two gateways do not get past the limit, and nothing of the drill is left", async () => {
  const { workspace, ctx } = await owned();
  const report = await drill(ctx);
  expect(report).toMatchObject({ limit: "0.0005", held: "0.00", isHeld: true, isConclusive: true, unanswered: 0 });
  expect(report.otherReasons).toEqual([]);
  expect(report.served).toBeGreaterThan(1);
  expect(report.refused403).toBeGreaterThan(1);
  expect(report.served + report.refused403).toBe(60);
  const left = await scratchOf(workspace.workspaceId);
  expect(report.billed).toBe(left.events.length);
  expect(report.settled).toBe(toExactDollars(sumNanos(left.events.map(({ amountNanos }) => amountNanos))));
  expect(left).toMatchObject({ limits: 0, counters: 0, holds: 0 });
  expect(left.scratch).toMatchObject([{ revokedAt: expect.any(Date) }]);
  expect(left.actions).toEqual(DRILLED);
  expect(left.drilled).toEqual([report]);
});

test("where the counters forget what is held, the drill says that the limit did not hold", async () => {
  const { ctx } = await owned();
  await database.pool.query(`
    CREATE FUNCTION forget_held() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.held_nanos := 0; RETURN NEW; END $$;
    CREATE TRIGGER forget_held BEFORE UPDATE ON scope_spending FOR EACH ROW EXECUTE FUNCTION forget_held();
    ALTER TABLE scope_spending DROP CONSTRAINT scope_spending_within_limit`);
  const report = await drill(ctx).finally(() => database.pool.query("DROP FUNCTION forget_held CASCADE"));
  expect(report.verdict).toMatch(/^The limit did not hold: of \$0\.0005, /);
  expect(report.isHeld).toBe(false);
});

describe("a limit that is never reached proves nothing, and the drill says why", () => {
  test("included inference", async () => {
    const { ctx } = await owned({ includedNanos: 1_000_000_000n });
    const report = await drill(ctx, { requestCount: 4 });
    expect(report).toMatchObject({ settled: "0.00", served: 4, billed: 4, refused403: 0, isConclusive: false });
    expect(report.verdict).toContain("included inference");
  });

  test("no credits", async () => {
    const { ctx } = await owned({ creditNanos: 0n });
    const report = await drill(ctx, { requestCount: 4 });
    expect(report).toMatchObject({ served: 0, refusedOther: 4, isConclusive: false });
    expect(report.verdict).toContain("4 insufficient_credits");
  });

  test("another limit of the workspace", async () => {
    const { ctx } = await owned({ limits: [{ scope: "workspace", limitNanos: 0n }] });
    expect(await drill(ctx, { requestCount: 4 })).toMatchObject({
      isConclusive: false,
      otherReasons: [{ code: "plan_limit_exceeded", count: 4 }],
    });
  });

  test("no gateway there", async () => {
    const { workspace, ctx } = await owned();
    const report = await drill(ctx, { requestCount: 3, gatewayUrls: ["http://127.0.0.1:1/v1"] });
    expect(report).toMatchObject({ unanswered: 3, isConclusive: false });
    expect((await scratchOf(workspace.workspaceId)).actions).toEqual(DRILLED);
  });
});

test("key and limit are gone also when the drill fails half-way", async () => {
  const { workspace, ctx } = await owned();
  let looks = 0;
  const failing = new Proxy(ctx.db, {
    get: (db, name) => {
      if (name === "scopeSpending" && ++looks === 2) throw new Error("The connection broke.");
      return Reflect.get(db, name);
    },
  });
  await expect(drill({ ...ctx, db: failing })).rejects.toThrow("The connection broke.");
  const left = await scratchOf(workspace.workspaceId);
  expect(left).toMatchObject({ limits: 0, counters: 0, actions: UNDONE });
  expect(left.scratch).toMatchObject([{ revokedAt: expect.any(Date) }]);
  expect(left.holds).toBe(0);
});

test.each([
  ["no requests", { requestCount: 0 }, "requestCount"],
  ["too many", { requestCount: 501 }, "requestCount"],
  ["half a request", { requestCount: 1.5 }, "requestCount"],
  ["no limit", { limit: "" }, "limit"],
  ["a limit of nothing", { limit: "0" }, "limit"],
  ["a dear limit", { limit: "10.01" }, "limit"],
  ["a model that is not served", { modelId: "gpt-oss-120b" }, "modelId"],
])("%s is refused and makes nothing", async (_, change, field) => {
  const { workspace, ctx } = await owned();
  await expect(drill(ctx, change)).rejects.toMatchObject({
    code: "invalid_input",
    fieldErrors: { [field]: expect.any(String) },
  });
  expect(await scratchOf(workspace.workspaceId)).toMatchObject({ scratch: [], actions: [] });
});

test("a period about to end, and a plan without keys, are refused", async () => {
  const { ctx } = await owned();
  const almost = new Date("2026-11-30T23:59:30Z");
  await expect(drill({ ...ctx, now: almost })).rejects.toMatchObject({ code: "conflict" });
  const starter = await owned({ plan: "starter" });
  await expect(drill(starter.ctx)).rejects.toMatchObject({ code: "plan_not_allowed" });
});

test.each(ROLES)("whether a %s may run a drill", async (role) => {
  const { workspace } = await owned();
  const now = systemClock.now();
  const userId = await addTestMember(database.db, workspace.workspaceId, { now, role });
  const ctx = testContext(database.db, workspace, { userId, role, now });
  const code = await drill(ctx, { requestCount: 1 }).then(
    () => "allowed",
    (error: { code?: string }) => error.code,
  );
  expect(code).toBe(["owner", "admin"].includes(role) ? "allowed" : "forbidden");
});
