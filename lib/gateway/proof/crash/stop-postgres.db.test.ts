import { afterAll, beforeAll, expect, test } from "vitest";
import { createDb } from "#lib/data/client.ts";
import { monotonicMs, systemClock } from "#lib/platform/clock.ts";
import { migrateDatabase } from "#prisma/migrate.ts";
import { createTestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { freePort } from "#scripts/free-port.ts";
import { spawnTethered } from "#scripts/spawn-tethered.ts";
import { untilHealthy } from "#scripts/stack/until-healthy.ts";
import { stopChild } from "#scripts/stop-child.ts";
import { checkBooks } from "./check-books.ts";
import { planLoad } from "./plan-load.ts";
import { type Answer, LOAD_MODEL, sendPlanned } from "./send-planned.ts";
import { completeOf, startLoad } from "./start-load.ts";
import { type Stand, startStand } from "./start-stand.ts";

const NAME = "stop-postgres";
const CALLERS = 32;
const COMPLETE_BEFORE_STOP = 80;
const REFUSALS_WHILE_AWAY = 200;
const COMPLETE_AFTERWARDS = 150;
const SERVED_AGAIN_WITHIN_MS = 5_000;
const REFUSED_WITHIN_MS = 5_000;
const LIMIT_NANOS = 1_000_000_000_000n;

let stand: Stand;
/** The answers to requests sent as soon as the database was gone, when its keys were still remembered. */
let early: Answer[] = [];

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

/** Stops the database under load until callers have been refused often, and starts it again. */
async function stopUnderLoad() {
  const { postgres, fleet, gateways, caller } = stand;
  const { apiKey } = caller;
  const urls = gateways.map(({ url }) => url);
  const plan = planLoad(NAME, Number.POSITIVE_INFINITY);
  const load = startLoad({ plan, apiKey, callers: CALLERS, targets: () => urls });
  await load.until((answers) => completeOf(answers).length >= COMPLETE_BEFORE_STOP);
  await postgres.stop();
  const goneMs = monotonicMs();
  const planned = { isStreamed: false, tokens: 16, tokensPerSecond: 0, maxTokens: 16 };
  const probes = Promise.all(urls.map((url) => sendPlanned(url, apiKey, planned)));
  const sentWhileAway = () => load.answers.filter(({ sentAtMs }) => sentAtMs > goneMs);
  await load.until(() => urls.every((url) => sentWhileAway().some((answer) => answer.url === url)));
  const forwardedAtFirst = fleet.forwarded.length;
  await load.until(() => sentWhileAway().length >= REFUSALS_WHILE_AWAY);
  const refusedBeforeStart = sentWhileAway();
  const forwardedAtLast = fleet.forwarded.length;

  await postgres.start();
  const backMs = monotonicMs();
  const completeSince = () => completeOf(load.answers).filter(({ sentAtMs }) => sentAtMs > backMs);
  await load.until(() => urls.every((url) => completeSince().some((answer) => answer.url === url)));
  const servedAgainMs = monotonicMs() - backMs;
  await load.until(() => completeSince().length >= COMPLETE_AFTERWARDS);
  load.stop();
  await load.ended;
  early = await probes;
  const answers = [...early, ...load.answers];
  const refused = [...early, ...refusedBeforeStart];
  return {
    answers,
    refused,
    newlyForwarded: forwardedAtLast - forwardedAtFirst,
    servedAgainMs,
    awayMs: backMs - goneMs,
  };
}

test("while the database is stopped all is refused and nothing forwarded, and then it goes on", {
  timeout: 90_000,
}, async ({ annotate }) => {
  const { fleet, gateways, caller, withDatabase } = stand;
  const { workspaceId } = caller;
  const { answers, refused, newlyForwarded, servedAgainMs, awayMs } = await stopUnderLoad();
  const books = await withDatabase(async (database) => {
    const openHolds = async () =>
      (await database.query("SELECT FROM holds WHERE workspace_id = $1", [workspaceId])).rowCount;
    await expect.poll(openHolds, { timeout: 40_000, interval: 100 }).toBe(0);
    return checkBooks(database, { workspaceId, limitNanos: LIMIT_NANOS, answers, forwarded: fleet.forwarded });
  });
  const logged = (event: string) => gateways.flatMap((gateway) => gateway.logged(event));
  const results = logged("hold.resolved").map(({ result, heldNanos }) => `${result} ${heldNanos}`);
  await annotate(
    `away for ${Math.round(awayMs)} ms, served again after ${Math.round(servedAgainMs)} ms; ${refused.length} refused; ` +
      `${completeOf(answers).length} of ${answers.length} complete; settlements given up ${logged("settlement.failed").length}; ` +
      `holds resolved: ${results.join(", ") || "none"}; cut off when settled ${books.cutOff.length}`,
  );
  expect(refused.length).toBeGreaterThanOrEqual(REFUSALS_WHILE_AWAY);
  for (const { status, retryAfter, text } of refused) {
    expect([status, retryAfter]).toEqual([503, expect.stringMatching(/^[1-9]\d*$/)]);
    expect(JSON.parse(text)).toEqual({
      error: {
        message: expect.stringMatching(/./),
        type: "server_error",
        param: null,
        code: expect.stringMatching(/^(keys|metering)_unavailable$/),
      },
    });
  }
  const forwarded = new Set(fleet.forwarded);
  expect(refused.filter(({ requestId }) => requestId === null || forwarded.has(requestId))).toEqual([]);
  expect(newlyForwarded).toBe(0);
  expect(servedAgainMs).toBeLessThan(SERVED_AGAIN_WITHIN_MS);
});

test("a request for which nothing can be held is refused soon", async ({ annotate }) => {
  const tookMs = early.map(({ sentAtMs, endedAtMs }) => Math.round(endedAtMs - sentAtMs));
  const codes = early.map(({ text }) => JSON.parse(text).error.code);
  await annotate(`refused with ${codes.join(", ")} after ${tookMs.join(", ")} ms`);
  expect(tookMs).toHaveLength(2);
  for (const ms of tookMs) expect(ms).toBeLessThan(REFUSED_WITHIN_MS);
});
