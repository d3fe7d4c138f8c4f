import { expect, onTestFinished, test } from "vitest";
import { createDb } from "#lib/data/client.ts";
import { seededRandom } from "#lib/fleet/simulator/seeded-random.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { migrateDatabase } from "#prisma/migrate.ts";
import { createTestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { freePort } from "#scripts/free-port.ts";
import { spawnTethered } from "#scripts/spawn-tethered.ts";
import { untilHealthy } from "#scripts/stack/until-healthy.ts";
import { stopChild } from "#scripts/stop-child.ts";
import { checkBooks } from "./check-books.ts";
import { type Answer, LOAD_MODEL } from "./send-planned.ts";
import { completeOf, type Load, startLoad } from "./start-load.ts";
import { type Stand, startStand } from "./start-stand.ts";

const CALLERS = 24;
const KILLS = 3;
const COMPLETE_BETWEEN_KILLS = 400;
/** So much that leases are taken of it. */
const LIMIT_NANOS = 1_000_000_000_000n;
const CONTRACT = { requestsPerMinute: 600_000, maxConcurrentRequests: 2_000, isPostpaid: false };
const SHORT = { isStreamed: false, tokens: 16, tokensPerSecond: 0, maxTokens: 16 };
const TIMEOUT = { timeout: 110_000 };

async function startLeasedStand(name: string): Promise<Stand> {
  const tools = { spawn: spawnTethered, stop: stopChild, freePort, untilHealthy };
  const prepare = async (databaseUrl: string) => {
    await migrateDatabase(databaseUrl);
    const db = createDb(databaseUrl);
    return createTestWorkspace(db, {
      now: systemClock.now(),
      plan: "enterprise",
      contract: CONTRACT,
      limits: [{ scope: "workspace", limitNanos: LIMIT_NANOS }],
      deployments: [{ modelId: LOAD_MODEL, maxReplicas: 100 }],
    }).finally(() => db.$disconnect());
  };
  const stand = await startStand(tools, { name, prepare });
  onTestFinished(() => stand.close());
  return stand;
}

function* shortRequests() {
  for (;;) yield SHORT;
}

/** Puts load on gateways, and has something killed each time that a seeded number of answers is complete. */
async function killUnderLoad(seed: string, stand: Stand, kill: (load: Load, turn: number) => Promise<void>) {
  const random = seededRandom(seed);
  const { gateways, caller } = stand;
  const targets = () => gateways.filter(({ child }) => child.signalCode === null).map(({ url }) => url);
  const load = startLoad({ plan: shortRequests(), apiKey: caller.apiKey, callers: CALLERS, targets });
  for (let turn = 0; turn < KILLS; turn += 1) {
    const count = completeOf(load.answers).length + Math.floor((0.5 + random()) * COMPLETE_BETWEEN_KILLS);
    await load.until((answers) => completeOf(answers).length >= count);
    await kill(load, turn);
  }
  load.stop();
  await load.ended;
  return load.answers;
}

/** What was noted and not posted at this moment. */
const unposted = ({ withDatabase }: Stand) =>
  withDatabase(async (database) => {
    const { rows } = await database.query(
      "SELECT coalesce(sum(jsonb_array_length(events::jsonb)), 0)::integer AS count FROM daybook_pages",
    );
    return Number(rows[0]?.count);
  });

async function booksAfterwards(
  { caller, fleet, withDatabase }: Stand,
  answers: readonly Answer[],
  wereLeasesLost: boolean,
) {
  const { workspaceId } = caller;
  return withDatabase(async (database) => {
    const openHolds = async () =>
      (await database.query("SELECT FROM holds WHERE workspace_id = $1", [workspaceId])).rowCount;
    await expect.poll(openHolds, { timeout: 60_000, interval: 100 }).toBe(0);
    expect((await database.query("SELECT FROM daybook_pages")).rowCount).toBe(0);
    const happened = { workspaceId, limitNanos: LIMIT_NANOS, answers, forwarded: fleet.forwarded, wereLeasesLost };
    return checkBooks(database, happened);
  });
}

test(
  "a gateway that is killed leaves none of its finished answers unbilled that were admitted from leases",
  TIMEOUT,
  async ({ annotate }) => {
    const stand = await startLeasedStand("kill-leased");
    const [victim] = stand.gateways;
    let noted = 0;
    const answers = await killUnderLoad("kill-leased", stand, async (_load, turn) => {
      if (turn !== 1) return;
      await victim?.kill();
      noted = await unposted(stand);
    });
    const books = await booksAfterwards(stand, answers, true);
    const survivors = stand.gateways.flatMap((gateway) => gateway.logged("daybook.posted_for_other"));
    const postedForOther = survivors.reduce((sum, { newEvents }) => sum + Number(newEvents), 0);
    const leased = completeOf(answers).filter(({ requestId }) => !books.holds.has(requestId ?? ""));
    await annotate(
      `${completeOf(answers).length} of ${answers.length} answers complete, ${leased.length} of them from leases; ` +
        `${noted} noted and not posted at the kill, ${postedForOther} posted for it; ${books.events.size} events`,
    );
    expect(leased.length).toBeGreaterThan(COMPLETE_BETWEEN_KILLS);
    expect(postedForOther).toBeGreaterThan(0);
  },
);

test("a database that is killed forgets nothing that was noted", TIMEOUT, async ({ annotate }) => {
  const stand = await startLeasedStand("kill-noted");
  const notedAtKills: number[] = [];
  const answers = await killUnderLoad("kill-noted", stand, async () => {
    await stand.postgres.kill();
    await stand.postgres.start();
    notedAtKills.push(await unposted(stand));
  });
  const books = await booksAfterwards(stand, answers, false);
  const leased = completeOf(answers).filter(({ requestId }) => !books.holds.has(requestId ?? ""));
  await annotate(
    `${completeOf(answers).length} of ${answers.length} answers complete, ${leased.length} of them from leases; ` +
      `noted and not posted when it was back: ${notedAtKills.join(", ")}`,
  );
  expect(leased.length).toBeGreaterThan(COMPLETE_BETWEEN_KILLS);
  expect(Math.max(...notedAtKills)).toBeGreaterThan(0);
});
