import { randomBytes } from "node:crypto";
import OpenAI from "openai";
import { expect, test } from "vitest";
import { API_KEY_START, apiKeyPrefix } from "#lib/domain/api-key.ts";
import type { PlanId } from "#lib/domain/catalog/plans.ts";
import { monotonicMs, systemClock } from "#lib/platform/clock.ts";
import { hashApiKeySecret } from "#lib/platform/hash-api-key-secret.ts";
import { newId } from "#lib/platform/ids.ts";
import { createTestWorkspace, type TestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { setUpTestGateway } from "#prisma/testing/set-up-test-gateway.ts";
import { eventsOf } from "#prisma/testing/usage-of-workspace.ts";

const database = setUpTestDatabase();
const gateway = setUpTestGateway(database, {}, 2);
const MODEL = "qwen3.8-27b";
const PER_MINUTE = 60;
const BURST = 6;
const INTERVAL_MS = 1_000;

/** A workspace whose key may send 60 requests a minute: 6 at once, then one each second. */
async function newWorkspace(requestsPerMinute = PER_MINUTE, plan: PlanId = "team"): Promise<TestWorkspace> {
  const workspace = await createTestWorkspace(database.db, {
    now: systemClock.now(),
    plan,
    deployments: [{ modelId: MODEL }],
  });
  const { workspaceId, apiKeyId } = workspace;
  await database.db.apiKey.update({
    where: { workspaceId_apiKeyId: { workspaceId, apiKeyId } },
    data: { requestsPerMinute },
  });
  return workspace;
}

const BODY = JSON.stringify({ model: MODEL, messages: [{ role: "user", content: "[[sim: tokens=1]] Hello" }] });

async function send({ apiKey }: TestWorkspace, url = gateway.url) {
  const headers = { authorization: `Bearer ${apiKey}`, "content-type": "application/json" };
  const response = await fetch(`${url}/chat/completions`, { method: "POST", headers, body: BODY });
  const { error } = (await response.json()) as { error?: { code: string; type: string } };
  return { status: response.status, error, headers: response.headers };
}

/** Sends so many at once, in turn to each of the gateways; `drained` requests may pass beyond the burst by the time that went by. */
async function sendAtOnce(workspace: TestWorkspace, count: number, urls: readonly string[]) {
  const startedMs = monotonicMs();
  const sent = await Promise.all(
    Array.from({ length: count }, (_, place) => send(workspace, urls[place % urls.length] ?? "")),
  );
  const drained = Math.floor((monotonicMs() - startedMs) / INTERVAL_MS);
  return {
    drained,
    passed: sent.filter(({ status }) => status === 200),
    refused: sent.filter(({ status }) => status === 429),
  };
}

const rateOf = (headers: Headers) => ({
  limit: headers.get("x-ratelimit-limit"),
  remaining: Number(headers.get("x-ratelimit-remaining")),
  resetSeconds: Number(headers.get("x-ratelimit-reset")),
});

test("a burst of a tenth of the minute's requests passes, and the next is told when to come back", async () => {
  const workspace = await newWorkspace();
  const { passed, refused, drained } = await sendAtOnce(workspace, BURST + 1, [gateway.url]);
  expect(passed.length).toBeGreaterThanOrEqual(BURST);
  expect(refused.length).toBeGreaterThanOrEqual(1 - drained);
  for (const { error, headers } of refused) {
    expect(error).toMatchObject({ code: "rate_limit_exceeded", type: "rate_limit_error" });
    expect(headers.get("retry-after")).toBe("1");
    expect(headers.has("x-should-retry")).toBe(false);
    expect(rateOf(headers)).toMatchObject({ limit: "60", remaining: 0 });
  }
  const failed = (await eventsOf(database.db, workspace)).filter(({ outcome }) => outcome === "failed");
  for (const event of failed)
    expect(event).toMatchObject({ errorClass: "rate_limited", httpStatus: 429, amountNanos: 0n });
  expect(failed).toHaveLength(refused.length);
});

test("two gateways share one budget", async () => {
  const workspace = await newWorkspace();
  const { passed, refused, drained } = await sendAtOnce(workspace, 2 * BURST, gateway.urls);
  expect(passed.length).toBeGreaterThanOrEqual(BURST);
  expect(passed.length).toBeLessThanOrEqual(BURST + drained);
  expect(passed.length + refused.length).toBe(2 * BURST);
});

test("every answer says how much of the burst is left and when all of it is free", async () => {
  const workspace = await newWorkspace();
  const startedMs = monotonicMs();
  for (let used = 1; used <= 4; used += 1) {
    const beforeMs = systemClock.now().getTime();
    const { status, headers } = await send(workspace);
    expect(status).toBe(200);
    const rate = rateOf(headers);
    const drained = Math.floor((monotonicMs() - startedMs) / INTERVAL_MS);
    expect(rate.limit).toBe("60");
    expect(rate.remaining).toBeGreaterThanOrEqual(BURST - used);
    expect(rate.remaining).toBeLessThanOrEqual(BURST - used + drained);
    expect(rate.resetSeconds * 1_000).toBeGreaterThan(beforeMs);
    expect(rate.resetSeconds * 1_000).toBeLessThanOrEqual(systemClock.now().getTime() + used * INTERVAL_MS + 1_000);
  }
});

test("models are outside the rate limit and say where the key stands", async () => {
  const workspace = await newWorkspace();
  const client = gateway.client(workspace.apiKey);
  for (let count = 0; count < 3 * BURST; count += 1) {
    const { response } = await client.models.list().withResponse();
    expect(rateOf(response.headers)).toMatchObject({ limit: "60", remaining: BURST });
  }
  const startedMs = monotonicMs();
  expect((await send(workspace)).status).toBe(200);
  const { response } = await client.models.retrieve(MODEL).withResponse();
  const drained = Math.floor((monotonicMs() - startedMs) / INTERVAL_MS);
  expect(rateOf(response.headers).remaining).toBeLessThanOrEqual(BURST - 1 + drained);
});

test("two keys of a workspace have two budgets", async () => {
  const workspace = await newWorkspace(10);
  const second = { ...workspace, apiKey: API_KEY_START + randomBytes(32).toString("hex") };
  const { workspaceId, ownerId } = workspace;
  const createdAt = systemClock.now();
  await database.db.apiKey.create({
    data: {
      workspaceId,
      apiKeyId: newId("apiKey", createdAt),
      label: "Second",
      createdByUserId: ownerId,
      createdAt,
      requestsPerMinute: 10,
      secrets: {
        create: { secretHash: hashApiKeySecret(second.apiKey), prefix: apiKeyPrefix(second.apiKey), createdAt },
      },
    },
  });
  expect((await send(workspace)).status).toBe(200);
  expect((await send(workspace)).status).toBe(429);
  expect((await send(second)).status).toBe(200);
  expect((await send(second)).status).toBe(429);
});

test("a key's own rate never exceeds its plan's ceiling", async () => {
  const rateOn = async (plan: PlanId) => rateOf((await send(await newWorkspace(100_000, plan))).headers);
  expect((await rateOn("team")).limit).toBe("10000");
  // The bucket of Pro drains by one in 60 ms, so that what is left can be told exactly.
  expect(await rateOn("pro")).toMatchObject({ limit: "1000", remaining: 99 });
});

test("the official client waits as long as it is told and is then served", async () => {
  const workspace = await newWorkspace();
  await sendAtOnce(workspace, 2 * BURST, [gateway.url]);
  const statuses: number[] = [];
  const client = new OpenAI({
    apiKey: workspace.apiKey,
    baseURL: gateway.url,
    maxRetries: 2,
    fetch: async (input, init) => {
      const response = await fetch(input, init);
      statuses.push(response.status);
      return response;
    },
  });
  const messages = [{ role: "user" as const, content: "Hello" }];
  const answers = await Promise.all([1, 2].map(() => client.chat.completions.create({ model: MODEL, messages })));
  expect(answers).toHaveLength(2);
  expect(statuses.filter((status) => status === 200)).toHaveLength(2);
  expect(statuses).toContain(429);
});
