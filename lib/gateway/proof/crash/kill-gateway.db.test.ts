import { expect, onTestFinished, test } from "vitest";
import { seededRandom } from "#lib/fleet/simulator/seeded-random.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { createTestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { freePort } from "#scripts/free-port.ts";
import { spawnTethered } from "#scripts/spawn-tethered.ts";
import { untilHealthy } from "#scripts/stack/until-healthy.ts";
import { stopChild } from "#scripts/stop-child.ts";
import { type Books, checkBooks } from "./check-books.ts";
import { type GatewayProcess, startGatewayProcess } from "./gateway-process.ts";
import { noteHolds } from "./note-holds.ts";
import { planLoad } from "./plan-load.ts";
import { startRecordingFleet } from "./recording-fleet.ts";
import { type Answer, LOAD_MODEL } from "./send-planned.ts";
import { completeOf, startLoad } from "./start-load.ts";

const database = setUpTestDatabase();
const tools = { spawn: spawnTethered, stop: stopChild, freePort, untilHealthy };
const SEED = "kill-gateway";
const REQUESTS = 320;
const CALLERS = 24;
const KILLS = 3;
const COMPLETE_BETWEEN_KILLS = 70;
/** Less than the whole plan would cost, so that its last requests run into it. */
const LIMIT_NANOS = 12_000_000n;
const GONE_WITHIN_SECONDS = 60;

type Kill = { readonly ownerId: string; readonly at: Date };

/** Kills one gateway after another under load, each at a point of the seed, and starts another in its place. */
async function killUnderLoad(start: () => Promise<GatewayProcess>, apiKey: string) {
  const random = seededRandom(SEED);
  const gateways = [await start(), await start()];
  const serving = [...gateways];
  const load = startLoad({
    plan: planLoad(SEED, REQUESTS),
    apiKey,
    callers: CALLERS,
    targets: () => serving.map(({ url }) => url),
  });
  const kills: Kill[] = [];
  for (let kill = 0; kill < KILLS; kill += 1) {
    const count = Math.floor((kill + 0.5 + random() / 2) * COMPLETE_BETWEEN_KILLS);
    await load.until((answers) => completeOf(answers).length >= count);
    const [victim] = serving.splice(Math.floor(random() * serving.length), 1);
    await victim?.kill();
    kills.push({ ownerId: victim?.ownerId ?? "", at: await databaseTime() });
    const replacement = await start();
    gateways.push(replacement);
    serving.push(replacement);
  }
  await load.ended;
  return { gateways, serving, kills, answers: load.answers };
}

/** Spends what the killed processes had held, to the last. */
async function sendAfterwards(serving: readonly GatewayProcess[], apiKey: string): Promise<readonly Answer[]> {
  const plan = planLoad(`${SEED}/after`, REQUESTS);
  const load = startLoad({ plan, apiKey, callers: CALLERS, targets: () => serving.map(({ url }) => url) });
  await load.until((answers) => answers.filter(({ status }) => status === 403).length > CALLERS);
  load.stop();
  await load.ended;
  return load.answers;
}

async function databaseTime(): Promise<Date> {
  const { rows } = await database.pool.query<{ now: Date }>("SELECT clock_timestamp() AS now");
  return rows[0]?.now ?? new Date(Number.NaN);
}

/** What the logs say of the holds that gateways resolved for others. */
function resolvedIn(gateways: readonly GatewayProcess[]) {
  const lines = gateways.flatMap((gateway) => gateway.logged("hold.resolved"));
  const of = (result: string) => lines.filter((line) => line.result === result).map(({ requestId }) => requestId);
  const lostNanos = lines
    .filter(({ result }) => result === "lost")
    .reduce((sum, { heldNanos }) => sum + BigInt(String(heldNanos)), 0n);
  return { settled: of("settled").sort(), lost: of("lost").sort(), released: of("released"), lostNanos };
}

/** For how long after each kill a hold of its process was left, in seconds. */
function secondsUntilGone({ holds }: Books, kills: readonly Kill[]): number[] {
  return kills.map(({ ownerId, at }) => {
    const ends = [...holds.values()]
      .filter((hold) => hold.owner_id === ownerId)
      .map(({ ended_at }) => Number(ended_at));
    return (Math.max(...ends) - at.getTime()) / 1_000;
  });
}

test("gateways that are killed under load leave no finished answer unbilled and nothing held", {
  timeout: 110_000,
}, async ({ annotate }) => {
  const fleet = await startRecordingFleet();
  onTestFinished(() => fleet.close());
  await noteHolds(database.pool);
  const now = systemClock.now();
  const limits = [{ scope: "workspace", limitNanos: LIMIT_NANOS } as const];
  const workspace = await createTestWorkspace(database.db, { now, limits, deployments: [{ modelId: LOAD_MODEL }] });
  const { workspaceId, apiKey } = workspace;
  const start = async () => {
    const gateway = await startGatewayProcess(tools, {
      database: database.pool,
      databaseUrl: database.url,
      fleetUrl: fleet.url,
    });
    onTestFinished(() => gateway.stop());
    return gateway;
  };
  const { gateways, serving, kills, answers: before } = await killUnderLoad(start, apiKey);
  await expect
    .poll(() => database.db.hold.count({ where: { workspaceId } }), { timeout: 60_000, interval: 100 })
    .toBe(0);
  const after = await sendAfterwards(serving, apiKey);
  const answers = [...before, ...after];

  const happened = { workspaceId, limitNanos: LIMIT_NANOS, answers, forwarded: fleet.forwarded };
  const books = await checkBooks(database.pool, happened);
  const resolved = resolvedIn(gateways);
  const gone = secondsUntilGone(books, kills);
  const killed = new Set(kills.map(({ ownerId }) => ownerId));
  const complete = completeOf(answers);
  await annotate(
    `${complete.length} of ${answers.length} answers complete; orphaned: ${resolved.settled.length} interrupted, ` +
      `${resolved.lost.length} lost (held ${resolved.lostNanos}); cut off when settled: ${books.cutOff.length}; gone after ` +
      `${gone.map((seconds) => seconds.toFixed(1)).join(", ")} s; ${books.settledNanos} settled, peak ${books.peakNanos} of ${LIMIT_NANOS}`,
  );
  expect(resolved.settled.length).toBeGreaterThan(0);
  expect(books.interrupted.map(({ request_id }) => request_id).sort()).toEqual(resolved.settled);
  expect(resolved.released).toEqual([]);
  for (const { request_id } of [...books.interrupted, ...books.cutOff]) {
    expect(killed).toContain(books.holds.get(request_id)?.owner_id);
  }
  expect(gateways.flatMap((gateway) => gateway.logged("settlement.came_late"))).toEqual([]);
  for (const seconds of gone) expect(seconds).toBeLessThan(GONE_WITHIN_SECONDS);
  expect(before.filter(({ status }) => status === 403).length).toBeGreaterThan(0);
  expect(completeOf(after).length).toBeGreaterThan(0);
  expect(books.settledNanos).toBeGreaterThan((LIMIT_NANOS * 9n) / 10n);
  const forged = { ...(complete[0] ?? expect.fail()), requestId: crypto.randomUUID() };
  await expect(checkBooks(database.pool, { ...happened, answers: [...answers, forged] })).rejects.toThrow(/not billed/);
});
