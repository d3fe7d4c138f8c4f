import { expect, onTestFinished, test } from "vitest";
import { createDb } from "#lib/data/client.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { migrateDatabase } from "#prisma/migrate.ts";
import { createTestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { freePort } from "#scripts/free-port.ts";
import { spawnTethered } from "#scripts/spawn-tethered.ts";
import { untilHealthy } from "#scripts/stack/until-healthy.ts";
import { stopChild } from "#scripts/stop-child.ts";
import type { Carelessness } from "./careless-gateway.ts";
import { checkBooks } from "./check-books.ts";
import { planLoad } from "./plan-load.ts";
import { type Answer, LOAD_MODEL } from "./send-planned.ts";
import { completeOf, startLoad } from "./start-load.ts";
import { type Stand, startStand } from "./start-stand.ts";
import { checkRefused, stopUnderLoad } from "./stop-under-load.ts";

/** Controls: the checks that gateway and database pass must fail where either of them is careless. */

const CALLERS = 20;
const COMPLETE_BEFORE_KILL = 60;
/** So little that no lease is taken of it, so that what fails is not a lease's doing. */
const LIMIT_NANOS = 20_000_000n;
const TIMEOUT = { timeout: 90_000 };

async function startCarelessStand(name: string, carelessness?: Carelessness): Promise<Stand> {
  const tools = { spawn: spawnTethered, stop: stopChild, freePort, untilHealthy };
  const prepare = async (databaseUrl: string) => {
    await migrateDatabase(databaseUrl);
    const db = createDb(databaseUrl);
    const limits = [{ scope: "workspace", limitNanos: LIMIT_NANOS } as const];
    const deployments = [{ modelId: LOAD_MODEL }];
    return createTestWorkspace(db, { now: systemClock.now(), limits, deployments }).finally(() => db.$disconnect());
  };
  const stand = await startStand(tools, { name, prepare, ...(carelessness && { carelessness }) });
  onTestFinished(() => stand.close());
  return stand;
}

/** Puts load on the gateways until some answers are complete, kills something, and lets the callers end. */
async function killUnderLoad({ gateways, caller }: Stand, kill: () => Promise<void>): Promise<readonly Answer[]> {
  const load = startLoad({
    plan: planLoad("careless", Number.POSITIVE_INFINITY),
    apiKey: caller.apiKey,
    callers: CALLERS,
    targets: () => gateways.map(({ url }) => url),
  });
  await load.until((answers) => completeOf(answers).length >= COMPLETE_BEFORE_KILL);
  await kill();
  load.stop();
  await load.ended;
  return load.answers;
}

/** What the check of the books has to say once nothing is under way any more, and how many finished answers it misses. */
async function auditAfterwards({ caller, fleet, withDatabase }: Stand, answers: readonly Answer[]) {
  const { workspaceId } = caller;
  return withDatabase(async (database) => {
    const openHolds = async () =>
      (await database.query("SELECT FROM holds WHERE workspace_id = $1", [workspaceId])).rowCount;
    await expect.poll(openHolds, { timeout: 60_000, interval: 100 }).toBe(0);
    const { rows } = await database.query<{ request_id: string }>(
      "SELECT request_id FROM usage_events WHERE amount_nanos > 0",
    );
    const billed = new Set(rows.map(({ request_id }) => request_id));
    const unbilled = completeOf(answers).filter(({ requestId }) => !billed.has(requestId ?? ""));
    const happened = { workspaceId, limitNanos: LIMIT_NANOS, answers, forwarded: fleet.forwarded };
    const verdict = await checkBooks(database, happened).then(
      () => "nothing is wrong",
      (error: Error) => error.message,
    );
    return { unbilled: unbilled.length, verdict };
  });
}

test("a gateway that bills after it has answered is found out when it is killed", TIMEOUT, async ({ annotate }) => {
  const stand = await startCarelessStand("bills-late", "bills-late");
  const answers = await killUnderLoad(stand, async () => stand.gateways[0]?.kill());
  const { unbilled, verdict } = await auditAfterwards(stand, answers);
  await annotate(`${unbilled} of ${completeOf(answers).length} finished answers are not billed: ${verdict}`);
  expect(unbilled).toBeGreaterThan(0);
  expect(verdict).toMatch(/was answered completely and is (not billed|stored as (failed|interrupted))/);
});

test("a database that confirms before it is durable is found out when it is killed", TIMEOUT, async ({ annotate }) => {
  const stand = await startCarelessStand("confirms-early");
  await stand.withDatabase(async (database) => {
    const settings = ["synchronous_commit = off", "wal_writer_delay = '10s'", "wal_writer_flush_after = '1GB'"];
    for (const setting of settings) await database.query(`ALTER SYSTEM SET ${setting}`);
    await database.query("SELECT pg_reload_conf()");
  });
  const answers = await killUnderLoad(stand, async () => {
    await stand.postgres.kill();
    await stand.postgres.start();
  });
  const { unbilled, verdict } = await auditAfterwards(stand, answers);
  await annotate(`${unbilled} of ${completeOf(answers).length} finished answers are not billed: ${verdict}`);
  expect(unbilled).toBeGreaterThan(0);
  expect(verdict).toMatch(/answered completely and is not billed/);
});

test("a gateway that lets requests through without the database is found out", TIMEOUT, async ({ annotate }) => {
  const stand = await startCarelessStand("passes-unheld", "passes-unheld");
  // An orderly stop may take longer than keys are known without the database.
  const outage = await stopUnderLoad(stand, () => stand.postgres.kill());
  const { forwarded } = stand.fleet;
  const passed = outage.whileAway.filter(({ requestId }) => forwarded.includes(requestId ?? ""));
  await annotate(`${passed.length} of ${outage.whileAway.length} were forwarded without the database`);
  expect(passed.length).toBeGreaterThan(0);
  expect(() => checkRefused(outage, forwarded)).toThrow(/was not refused|was refused and forwarded/);
});
