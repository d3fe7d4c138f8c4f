import { expect, onTestFinished, test } from "vitest";
import { createDb } from "#lib/data/client.ts";
import { seededRandom } from "#lib/fleet/simulator/seeded-random.ts";
import { monotonicMs, systemClock } from "#lib/platform/clock.ts";
import { migrateDatabase } from "#prisma/migrate.ts";
import { createTestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { freePort } from "#scripts/free-port.ts";
import { spawnTethered } from "#scripts/spawn-tethered.ts";
import { untilHealthy } from "#scripts/stack/until-healthy.ts";
import { stopChild } from "#scripts/stop-child.ts";
import { checkBooks } from "./check-books.ts";
import { planLoad } from "./plan-load.ts";
import { LOAD_MODEL } from "./send-planned.ts";
import { completeOf, startLoad } from "./start-load.ts";
import { type Stand, startStand } from "./start-stand.ts";

const SEED = "kill-postgres";
const REQUESTS = 330;
const CALLERS = 20;
const KILLS = 3;
const COMPLETE_BETWEEN_KILLS = 60;
/** Less than the whole plan would cost, so that its last requests run into it. */
const LIMIT_NANOS = 10_500_000n;

async function startPreparedStand(): Promise<Stand> {
  const tools = { spawn: spawnTethered, stop: stopChild, freePort, untilHealthy };
  const prepare = async (databaseUrl: string) => {
    await migrateDatabase(databaseUrl);
    const db = createDb(databaseUrl);
    const limits = [{ scope: "workspace", limitNanos: LIMIT_NANOS } as const];
    const deployments = [{ modelId: LOAD_MODEL }];
    return createTestWorkspace(db, { now: systemClock.now(), limits, deployments }).finally(() => db.$disconnect());
  };
  const stand = await startStand(tools, { name: SEED, prepare });
  onTestFinished(() => stand.close());
  return stand;
}

/** Kills the database server at points of the seed, each time under load. @returns for how long it was away, in milliseconds */
async function killUnderLoad({ postgres, gateways, caller }: Stand) {
  const random = seededRandom(SEED);
  const load = startLoad({
    plan: planLoad(SEED, REQUESTS),
    apiKey: caller.apiKey,
    callers: CALLERS,
    targets: () => gateways.map(({ url }) => url),
  });
  const outagesMs: number[] = [];
  for (let kill = 0; kill < KILLS; kill += 1) {
    const count = Math.floor((kill + 0.5 + random() / 2) * COMPLETE_BETWEEN_KILLS);
    await load.until((answers) => completeOf(answers).length >= count);
    const killedMs = monotonicMs();
    await postgres.kill();
    await postgres.start();
    outagesMs.push(Math.round(monotonicMs() - killedMs));
  }
  await load.ended;
  return { answers: load.answers, outagesMs };
}

test("a database server that is killed under load forgets no hold, no charge and no limit", {
  timeout: 90_000,
}, async ({ annotate }) => {
  const stand = await startPreparedStand();
  const { fleet, gateways, caller, withDatabase } = stand;
  const { workspaceId } = caller;
  const { answers, outagesMs } = await killUnderLoad(stand);
  const books = await withDatabase(async (database) => {
    const openHolds = async () =>
      (await database.query("SELECT FROM holds WHERE workspace_id = $1", [workspaceId])).rowCount;
    await expect.poll(openHolds, { timeout: 40_000, interval: 100 }).toBe(0);
    return checkBooks(database, { workspaceId, limitNanos: LIMIT_NANOS, answers, forwarded: fleet.forwarded });
  });

  const logged = (event: string) => gateways.flatMap((gateway) => gateway.logged(event));
  const statuses = Object.groupBy(answers, ({ status }) => String(status));
  const complete = completeOf(answers);
  await annotate(
    `${complete.length} of ${answers.length} answers complete; away for ${outagesMs.join(", ")} ms; ` +
      `statuses ${JSON.stringify(Object.entries(statuses).map(([status, list]) => [status, list?.length]))}; settlements repeated ` +
      `${logged("settlement.repeated").length}, given up ${logged("settlement.failed").length}; holds resolved ${logged("hold.resolved").length}; ` +
      `cut off when settled ${books.cutOff.length}; ${books.settledNanos} settled, peak ${books.peakNanos} of ${LIMIT_NANOS}`,
  );
  for (const { status } of answers) expect([200, 403, 503]).toContain(status);
  expect(answers.filter(({ status }) => status === 403).length).toBeGreaterThan(0);
  expect(logged("settlement.repeated").length).toBeGreaterThan(0);
});
