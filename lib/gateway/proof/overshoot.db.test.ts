import type { ChildProcess } from "node:child_process";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { fromExactDollars, type Nanos, toExactDollars, toPlotDollars } from "#lib/domain/money.ts";
import { holdPrice } from "#lib/domain/usage/hold-price.ts";
import { type FleetSimulator, startFleetSimulator } from "#lib/fleet/simulator/start-fleet-simulator.ts";
import { parseChatRequest } from "#lib/gateway/chat-request.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { createTestWorkspace, type TestWorkspaceOptions } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { freePort } from "#scripts/free-port.ts";
import { spawnTethered } from "#scripts/spawn-tethered.ts";
import { untilHealthy } from "#scripts/stack/until-healthy.ts";
import { stopChild } from "#scripts/stop-child.ts";
import { startNaiveGateway } from "./check-then-record.ts";
import { countersAgree } from "./counters-agree.ts";

const database = setUpTestDatabase();
const REPEATS = [1, 2, 3, 4, 5];
const CALLERS = 400;
const ROOM_FOR = 100n;
const MODEL = "proof/sixteen-tokens";
const CONSOLE_URL = "http://127.0.0.1:4010";
const RATES = { inputNanos: 100n, cachedInputNanos: null, outputNanos: 100_000n };
const TOKENS = 16;
const BODY = JSON.stringify({
  model: MODEL,
  max_tokens: TOKENS,
  messages: [{ role: "user", content: `[[sim: tokens=${TOKENS}, latency=100]] Spend it.` }],
});

let fleet: FleetSimulator;
const processes: ChildProcess[] = [];
const gateways: string[] = [];
/** What each request costs. What is held for it is more, because the bound of its input is far above what it has. */
let chargeNanos: Nanos;
let holdNanos: Nanos;

const newWorkspace = (limits: TestWorkspaceOptions["limits"] = []) =>
  createTestWorkspace(database.db, { now: systemClock.now(), deployments: [{ modelId: MODEL }], limits });

beforeAll(async () => {
  fleet = await startFleetSimulator({ port: 0, host: "127.0.0.1" });
  const price = { priceVersionId: MODEL, modelId: MODEL, mode: "flex", effectiveAt: new Date(0), ...RATES } as const;
  await database.db.priceVersion.create({ data: price });
  gateways.push(...(await Promise.all([startGateway(), startGateway()])));
  const { workspaceId, apiKey } = await newWorkspace();
  expect((await send(gateways[0], apiKey)).status).toBe(200);
  const event = await database.db.usageEvent.findFirstOrThrow({ where: { workspaceId } });
  const { maxInputTokens, choiceCount } = parseChatRequest(JSON.parse(BODY));
  const { inputNanos, tokenNanos } = holdPrice(RATES, { maxInputTokens, choiceCount });
  chargeNanos = event.amountNanos;
  holdNanos = inputNanos + tokenNanos * BigInt(TOKENS);
});

afterAll(async () => {
  await Promise.all(processes.map((child) => stopChild(child)));
  await fleet?.close();
});

/** A gateway as it is deployed, in a process of its own. @returns the base of its API */
async function startGateway(): Promise<string> {
  const port = await freePort();
  const settings = {
    NODE_ENV: "production" as const,
    DATABASE_URL: database.url,
    FLEET_URL: `${fleet.url}/v1`,
    APP_URL: CONSOLE_URL,
    GATEWAY_PORT: String(port),
    GATEWAY_DRAIN_SECONDS: "1",
  };
  processes.push(spawnTethered(["lib/gateway/main.ts"], { env: settings, output: "ignore" }));
  await untilHealthy(`http://127.0.0.1:${port}/readyz`, 10_000, AbortSignal.timeout(10_000));
  return `http://127.0.0.1:${port}/v1`;
}

async function send(gateway = "", apiKey = "") {
  const headers = { authorization: `Bearer ${apiKey}`, "content-type": "application/json" };
  const response = await fetch(`${gateway}/chat/completions`, { method: "POST", headers, body: BODY });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** Sends until the answer is served or refused for good, as a client does that is told to come back. */
async function sendUntilAnswered(gateway: string | undefined, apiKey: string) {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await send(gateway, apiKey);
    // The database's own check would stop an overshoot too, but as a failure of all who asked at that moment.
    expect(answer.text).not.toContain("metering_unavailable");
    if ((answer.status !== 429 && answer.status !== 503) || attempt === 50) return answer;
  }
}

/** Room for a hundred charges and not one more: the hundredth is held as the others are. */
const limitForRoom = () => (ROOM_FOR - 1n) * chargeNanos + holdNanos;
const shareOf = (nanos: Nanos, limitNanos: Nanos) => (toPlotDollars(nanos) / toPlotDollars(limitNanos)).toFixed(4);

describe.each(["workspace", "member", "api_key"] as const)("400 callers at once, limit of the %s", (scope) => {
  test.for(REPEATS)("spend the limit and not a nano-dollar more (%i)", async (_, { annotate }) => {
    const limitNanos = limitForRoom();
    const { workspaceId, slug, apiKey } = await newWorkspace([{ scope, limitNanos }]);
    fleet.stats.reset();
    const answers = await Promise.all(
      Array.from({ length: CALLERS }, (_, caller) => sendUntilAnswered(gateways[caller % gateways.length], apiKey)),
    );
    const { _sum } = await database.db.usageEvent.aggregate({ where: { workspaceId }, _sum: { amountNanos: true } });
    const spentNanos = _sum.amountNanos ?? 0n;
    const served = answers.filter(({ status }) => status === 200);
    const refused = answers.filter(({ status }) => status === 403);
    await annotate(`spent/limit ${shareOf(spentNanos, limitNanos)}, served ${served.length}`);

    expect(served.length + refused.length).toBe(CALLERS);
    expect(spentNanos).toBe(BigInt(served.length) * chargeNanos);
    expect(fleet.stats.counts.chatCompletions).toBe(served.length);
    expect(spentNanos <= limitNanos).toBe(true);
    expect(spentNanos * 100n >= limitNanos * 99n).toBe(true);
    for (const answer of refused) checkRefusal(answer, { scope, limitNanos, slug });
    await countersAgree(database.pool);
    expect(await database.db.hold.count({ where: { workspaceId } })).toBe(0);
  });
});

function checkRefusal(
  { headers, text }: Awaited<ReturnType<typeof send>>,
  expected: { scope: string; limitNanos: Nanos; slug: string },
): void {
  const { error } = JSON.parse(text);
  expect(error).toMatchObject({
    type: "plan_limit_exceeded",
    code: "plan_limit_exceeded",
    param: null,
    message: expect.stringContaining("plan_limit_exceeded"),
    limit: toExactDollars(expected.limitNanos),
    scope: expected.scope,
    resets_at: expect.stringMatching(/^\d{4}-\d\d-01T00:00:00\.000Z$/),
    settings_url: `${CONSOLE_URL}/${expected.slug}/settings/billing/spend-limit`,
  });
  const [settled, held] = [fromExactDollars(error.settled), fromExactDollars(error.held)];
  expect(settled + held <= expected.limitNanos && settled + held + holdNanos > expected.limitNanos).toBe(true);
  expect(headers.get("x-should-retry")).toBe("false");
  expect(headers.get("retry-after")).toBeNull();
}

test("the control: a gateway that checks and then records goes past the same limit", async ({ annotate }) => {
  const limitNanos = limitForRoom();
  const naive = await startNaiveGateway(database.pool, { fleetUrl: fleet.url, limitNanos, holdNanos, chargeNanos });
  onTestFinished(() => naive.close());
  fleet.stats.reset();
  const answers = await Promise.all(Array.from({ length: CALLERS }, () => send(naive.url)));
  const spentNanos = await naive.recordedNanos();
  await annotate(`spent/limit ${shareOf(spentNanos, limitNanos)}`);
  expect(answers.filter(({ status }) => status !== 200 && status !== 403)).toEqual([]);
  expect(spentNanos).toBe(BigInt(fleet.stats.counts.chatCompletions) * chargeNanos);
  expect(spentNanos > limitNanos).toBe(true);
});
