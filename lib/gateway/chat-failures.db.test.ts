import { randomUUID } from "node:crypto";
import OpenAI from "openai";
import { expect, test } from "vitest";
import { systemClock } from "#lib/platform/clock.ts";
import { createTestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { setUpTestGateway } from "#prisma/testing/set-up-test-gateway.ts";
import { eventsOf, onlyEventOf, readThrough, rejectionOf, rollupsOf } from "#prisma/testing/usage-of-workspace.ts";

const database = setUpTestDatabase();
const gateway = setUpTestGateway(database, { upstreamTimeoutMs: 400 });
const MODEL = "qwen3.8-27b";

const workspaceWith = (modelId = MODEL) =>
  createTestWorkspace(database.db, { now: systemClock.now(), deployments: [{ modelId }] });
const ask = (text: string) => [{ role: "user" as const, content: text }];

test("a caller that leaves before an unstreamed answer pays nothing and stops the upstream", async () => {
  const workspace = await workspaceWith();
  const before = gateway.fleet.stats.counts;
  const leaving = new AbortController();
  const answer = gateway
    .client(workspace.apiKey)
    .chat.completions.create({ model: MODEL, messages: ask("[[sim: stall]] Hello") }, { signal: leaving.signal });
  await gateway.fleet.stats.until((counts) => counts.chatCompletions === before.chatCompletions + 1);
  leaving.abort();
  await expect(answer).rejects.toThrow(OpenAI.APIUserAbortError);
  await gateway.fleet.stats.until((counts) => counts.aborted === before.aborted + 1);
  await expect.poll(async () => (await eventsOf(database.db, workspace)).length, { timeout: 5_000 }).toBe(1);
  expect(await onlyEventOf(database.db, workspace)).toMatchObject({
    outcome: "client_closed",
    totalTokens: 0,
    amountNanos: 0n,
  });
});

test.each([
  ["the upstream fails", "status=500", 502, "upstream_error"],
  ["the upstream is busy", "status=429", 503, "deployment_busy"],
  ["the upstream stalls", "stall", 504, "upstream_timeout"],
  ["the upstream reports no usage", "no-usage", 502, "upstream_error"],
])("nothing is billed when %s", async (_, directive, status, code) => {
  const workspace = await workspaceWith();
  const messages = ask(`[[sim: ${directive}]] Hello`);
  const error = await rejectionOf(gateway.client(workspace.apiKey).chat.completions.create({ model: MODEL, messages }));
  expect(error).toMatchObject({ status, code });
  expect(await onlyEventOf(database.db, workspace)).toMatchObject({
    outcome: "failed",
    errorClass: "server",
    httpStatus: status,
    amountNanos: 0n,
  });
  expect((await rollupsOf(database.db, workspace)).day).toMatchObject({ amountNanos: 0n, requestCount: 1n });
});

test.each(["drop-after=3", "bad-json-after=3", "stall-after=3"])(
  "a stream that breaks (%s) says so and is not billed",
  async (directive) => {
    const workspace = await workspaceWith();
    const stream = await gateway.client(workspace.apiKey).chat.completions.create({
      model: MODEL,
      messages: ask(`[[sim: ${directive}, tokens=50]] Hello`),
      stream: true,
    });
    await rejectionOf(readThrough(stream));
    expect(await onlyEventOf(database.db, workspace)).toMatchObject({
      outcome: "failed",
      errorClass: "server",
      amountNanos: 0n,
    });
  },
);

test("an upstream that over-reports is not believed beyond what was asked for", async () => {
  const workspace = await workspaceWith();
  const messages = ask("[[sim: tokens=20, over-report=5000]] Hello");
  await gateway.client(workspace.apiKey).chat.completions.create({ model: MODEL, messages, max_tokens: 30 });
  expect((await onlyEventOf(database.db, workspace)).outputTokens).toBe(30);
});

test("what the upstream says about the caller's input reaches the caller and is not billed", async () => {
  const workspace = await workspaceWith();
  const messages = ask("[[sim: status=400]] Hello");
  const error = await rejectionOf(gateway.client(workspace.apiKey).chat.completions.create({ model: MODEL, messages }));
  expect(error).toMatchObject({ status: 400, type: "invalid_request_error" });
  expect(await onlyEventOf(database.db, workspace)).toMatchObject({
    outcome: "failed",
    errorClass: "caller",
    amountNanos: 0n,
  });
});

test("a model without a price is refused with 503 and never reaches the upstream", async () => {
  const workspace = await workspaceWith("model-without-price");
  const before = gateway.fleet.stats.counts.chatCompletions;
  const error = await rejectionOf(
    gateway.client(workspace.apiKey).chat.completions.create({ model: "model-without-price", messages: ask("Hello") }),
  );
  expect(error).toMatchObject({ status: 503, code: "price_unavailable" });
  expect(gateway.fleet.stats.counts.chatCompletions).toBe(before);
  expect(await onlyEventOf(database.db, workspace)).toMatchObject({ outcome: "failed", amountNanos: 0n });

  await database.db.priceVersion.create({
    data: {
      priceVersionId: `model-without-price/flex/${randomUUID()}`,
      modelId: "model-without-price",
      mode: "flex",
      effectiveAt: new Date(0),
      inputNanos: 1n,
      outputNanos: 2n,
    },
  });
  const priced = () =>
    gateway.client(workspace.apiKey).chat.completions.create({ model: "model-without-price", messages: ask("Hi") });
  await expect
    .poll(
      () =>
        priced().then(
          () => "served",
          () => "refused",
        ),
      { timeout: 5_000 },
    )
    .toBe("served");
});

test("a request that cannot be recorded is not answered as if it were served", async () => {
  const workspace = await workspaceWith();
  await database.pool.query("ALTER FUNCTION settle_usage(text[], jsonb, text, boolean) RENAME TO settle_usage_away");
  try {
    const client = gateway.client(workspace.apiKey);
    const error = await rejectionOf(client.chat.completions.create({ model: MODEL, messages: ask("Hello") }));
    expect(error).toMatchObject({ status: 503, code: "metering_unavailable" });
    const stream = await client.chat.completions.create({ model: MODEL, messages: ask("Hello"), stream: true });
    await rejectionOf(readThrough(stream));
  } finally {
    await database.pool.query("ALTER FUNCTION settle_usage_away(text[], jsonb, text, boolean) RENAME TO settle_usage");
  }
  expect(await eventsOf(database.db, workspace)).toEqual([]);
});
