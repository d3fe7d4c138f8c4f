import { afterAll, beforeAll, expect, test } from "vitest";
import { createDb } from "#lib/data/client.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { migrateDatabase } from "#prisma/migrate.ts";
import { createTestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { freePort } from "#scripts/free-port.ts";
import { spawnTethered } from "#scripts/spawn-tethered.ts";
import { untilHealthy } from "#scripts/stack/until-healthy.ts";
import { stopChild } from "#scripts/stop-child.ts";
import { checkBooks } from "./check-books.ts";
import { type Answer, LOAD_MODEL } from "./send-planned.ts";
import { completeOf } from "./start-load.ts";
import { type Stand, startStand } from "./start-stand.ts";
import { checkRefused, stopUnderLoad } from "./stop-under-load.ts";

const NAME = "stop-postgres";
const SERVED_AGAIN_WITHIN_MS = 5_000;
const REFUSED_WITHIN_MS = 5_000;
const LIMIT_NANOS = 1_000_000_000_000n;

let stand: Stand;
/** The answers to requests sent as soon as the database was gone, when its keys were still remembered. */
let early: readonly Answer[] = [];

beforeAll(async () => {
  const tools = { spawn: spawnTethered, stop: stopChild, freePort, untilHealthy };
  const prepare = async (databaseUrl: string) => {
    await migrateDatabase(databaseUrl);
    const db = createDb(databaseUrl);
    const limits = [{ scope: "workspace", limitNanos: LIMIT_NANOS } as const];
    const deployments = [{ modelId: LOAD_MODEL }];
    return createTestWorkspace(db, { now: systemClock.now(), limits, deployments }).finally(() => db.$disconnect());
  };
  stand = await startStand(tools, { name: NAME, prepare });
}, 60_000);

afterAll(() => stand?.close(), 60_000);

test("while the database is stopped all is refused and nothing forwarded, and then it goes on", {
  timeout: 90_000,
}, async ({ annotate }) => {
  const { fleet, gateways, caller, withDatabase } = stand;
  const { workspaceId } = caller;
  const outage = await stopUnderLoad(stand);
  const { answers, whileAway, servedAgainMs, awayMs } = outage;
  early = outage.early;
  const books = await withDatabase(async (database) => {
    const openHolds = async () =>
      (await database.query("SELECT FROM holds WHERE workspace_id = $1", [workspaceId])).rowCount;
    await expect.poll(openHolds, { timeout: 40_000, interval: 100 }).toBe(0);
    return checkBooks(database, { workspaceId, limitNanos: LIMIT_NANOS, answers, forwarded: fleet.forwarded });
  });
  const logged = (event: string) => gateways.flatMap((gateway) => gateway.logged(event));
  const results = logged("hold.resolved").map(({ result, heldNanos }) => `${result} ${heldNanos}`);
  await annotate(
    `away for ${Math.round(awayMs)} ms, served again after ${Math.round(servedAgainMs)} ms; ${whileAway.length} refused; ` +
      `${completeOf(answers).length} of ${answers.length} complete; settlements given up ${logged("settlement.failed").length}; ` +
      `holds resolved: ${results.join(", ") || "none"}; cut off when settled ${books.cutOff.length}`,
  );
  checkRefused(outage, fleet.forwarded);
  expect(servedAgainMs).toBeLessThan(SERVED_AGAIN_WITHIN_MS);
});

test("a request for which nothing can be held is refused soon", async ({ annotate }) => {
  const tookMs = early.map(({ sentAtMs, endedAtMs }) => Math.round(endedAtMs - sentAtMs));
  const codes = early.map(({ text }) => JSON.parse(text).error.code);
  await annotate(`refused with ${codes.join(", ")} after ${tookMs.join(", ")} ms`);
  expect(tookMs).toHaveLength(2);
  for (const ms of tookMs) expect(ms).toBeLessThan(REFUSED_WITHIN_MS);
});
