import { afterAll, beforeAll, expect, test } from "vitest";
import { toPlotDollars } from "#lib/domain/money.ts";
import { holdPrice } from "#lib/domain/usage/hold-price.ts";
import { parseChatRequest } from "#lib/gateway/chat-request.ts";
import { countersAgree } from "#lib/gateway/proof/counters-agree.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { createTestWorkspace, type TestWorkspaceOptions } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { freePort } from "#scripts/free-port.ts";
import { spawnTethered } from "#scripts/spawn-tethered.ts";
import { untilHealthy } from "#scripts/stack/until-healthy.ts";
import { stopChild } from "#scripts/stop-child.ts";
import { type LeaseStand, startLeaseStand } from "./start-lease-stand.ts";

const database = setUpTestDatabase();
const tools = { spawn: spawnTethered, stop: stopChild, freePort, untilHealthy };
const MODEL = "proof/sixteen-tokens";
const RATES = { inputNanos: 100n, cachedInputNanos: null, outputNanos: 100_000n };
const CONTRACT = { requestsPerMinute: 10_000_000, maxConcurrentRequests: 2_000, isPostpaid: false };
const TOKENS = 16;
const CALLERS = 200;
const CALLS = 6_000;
const ROOM_FOR = 2_000n;
const SERVED_OR_REFUSED = [200, 403];

let stand: LeaseStand;

const newWorkspace = (limits: TestWorkspaceOptions["limits"] = []) =>
  createTestWorkspace(database.db, {
    now: systemClock.now(),
    plan: "enterprise",
    contract: CONTRACT,
    deployments: [{ modelId: MODEL, maxReplicas: 100 }],
    limits,
  });

beforeAll(async () => {
  const price = { priceVersionId: MODEL, modelId: MODEL, mode: "flex", effectiveAt: new Date(0), ...RATES } as const;
  await database.db.priceVersion.create({ data: price });
  stand = await startLeaseStand(tools, database, { gatewayCount: 2, model: MODEL });
}, 40_000);

afterAll(() => stand?.close());

/** What one of the requests costs, and what is held for it, which is more. */
async function costs() {
  const { workspaceId, apiKey } = await newWorkspace();
  expect((await stand.send(stand.gateways[0], apiKey)).status).toBe(200);
  const { amountNanos } = await database.db.usageEvent.findFirstOrThrow({ where: { workspaceId } });
  const content = `[[sim: tokens=${TOKENS}, latency=0]] Spend it.`;
  const body = { model: MODEL, max_tokens: TOKENS, messages: [{ role: "user", content }] };
  const { maxInputTokens, choiceCount } = parseChatRequest(body);
  const { inputNanos, tokenNanos } = holdPrice(RATES, { maxInputTokens, choiceCount });
  return { chargeNanos: amountNanos, holdNanos: inputNanos + tokenNanos * BigInt(TOKENS) };
}

test.for(["workspace", "api_key"] as const)(
  "callers that spend a limit of the %s from leases of two processes spend it and not a nano-dollar more",
  { timeout: 90_000 },
  async (scope, { annotate }) => {
    const { chargeNanos, holdNanos } = await costs();
    const limitNanos = (ROOM_FOR - 1n) * chargeNanos + holdNanos;
    const { workspaceId, apiKey } = await newWorkspace([{ scope, limitNanos }]);
    stand.fleet.stats.reset();
    const before = await Promise.all(stand.gateways.map(stand.admittedFromLeases));
    const statuses: number[] = [];
    let left = CALLS;
    const call = async (caller: number) => {
      while (left > 0) {
        left -= 1;
        let status = 0;
        do ({ status } = await stand.send(stand.gateways[caller % 2], apiKey));
        while (!SERVED_OR_REFUSED.includes(status));
        statuses.push(status);
      }
    };
    let isOver = false;
    const calling = Promise.all(Array.from({ length: CALLERS }, (_, caller) => call(caller))).finally(() => {
      isOver = true;
    });
    let looks = 0;
    for (; !isOver; looks += 1) await countersAgree(database.pool);
    await calling;
    const { _sum } = await database.db.usageEvent.aggregate({ where: { workspaceId }, _sum: { amountNanos: true } });
    const spentNanos = _sum.amountNanos ?? 0n;
    const after = await Promise.all(stand.gateways.map(stand.admittedFromLeases));
    const fromLeases = after.map((count, place) => count - (before[place] ?? 0));
    const served = statuses.filter((status) => status === 200).length;
    const share = toPlotDollars(spentNanos) / toPlotDollars(limitNanos);
    await annotate(`spent/limit ${share.toFixed(5)}, ${served} served, from leases ${fromLeases.join(" + ")}`);
    expect(looks).toBeGreaterThan(3);

    expect(statuses).toHaveLength(CALLS);
    expect(spentNanos).toBe(BigInt(served) * chargeNanos);
    expect(stand.fleet.stats.counts.chatCompletions).toBe(served);
    expect(spentNanos <= limitNanos).toBe(true);
    expect(spentNanos * 100n >= limitNanos * 99n).toBe(true);
    for (const count of fromLeases) expect(count).toBeGreaterThan(100);
    await expect.poll(() => database.db.hold.count({ where: { workspaceId } }), { timeout: 5_000 }).toBe(0);
    await countersAgree(database.pool);
  },
);
