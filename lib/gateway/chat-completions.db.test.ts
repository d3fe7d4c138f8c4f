import { randomUUID } from "node:crypto";
import OpenAI from "openai";
import { expect, test } from "vitest";
import { PRICE_LISTS } from "#lib/domain/catalog/price-list.ts";
import { priceUsage } from "#lib/domain/usage/price-usage.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { createTestWorkspace, type TestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { setUpTestGateway } from "#prisma/testing/set-up-test-gateway.ts";

const database = setUpTestDatabase();
const gateway = setUpTestGateway(database, { upstreamTimeoutMs: 400 });
const MODEL = "qwen3.8-27b";

const workspaceWith = (modelId = MODEL, plan: "team" | "starter" = "team") =>
  createTestWorkspace(database.db, { now: systemClock.now(), plan, deployments: [{ modelId }] });

const ask = (text: string) => [{ role: "user" as const, content: text }];

const eventsOf = ({ workspaceId }: TestWorkspace) =>
  database.db.usageEvent.findMany({ where: { workspaceId }, orderBy: { requestId: "asc" } });

async function onlyEventOf(workspace: TestWorkspace) {
  const events = await eventsOf(workspace);
  expect(events).toHaveLength(1);
  const [event] = events;
  if (!event) throw new Error("There is no event");
  return event;
}

async function rollupsOf({ workspaceId }: TestWorkspace) {
  const sums = {
    amountNanos: true,
    inputTokens: true,
    cachedInputTokens: true,
    outputTokens: true,
    requestCount: true,
  } as const;
  const day = await database.db.usageRollup.aggregate({ where: { workspaceId, resolution: "day" }, _sum: sums });
  const quarterHour = await database.db.usageRollup.aggregate({
    where: { workspaceId, resolution: "quarter_hour" },
    _sum: sums,
  });
  return { day: day._sum, quarterHour: quarterHour._sum };
}

async function rejection(promise: Promise<unknown>): Promise<InstanceType<typeof OpenAI.APIError>> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof OpenAI.APIError)) throw new Error("The request was not refused", { cause: error });
  return error;
}

test("a whole answer is metered exactly, priced, and stored before it is there", async () => {
  const workspace = await workspaceWith();
  const { data, response } = await gateway
    .client(workspace.apiKey)
    .chat.completions.create({ model: MODEL, messages: ask("What does a spend limit do?") })
    .withResponse();

  const event = await onlyEventOf(workspace);
  expect(event.requestId).toBe(response.headers.get("x-request-id"));
  expect(event).toMatchObject({
    outcome: "succeeded",
    apiKeyId: workspace.apiKeyId,
    memberId: workspace.ownerId,
    modelId: MODEL,
    inputTokens: data.usage?.prompt_tokens,
    outputTokens: data.usage?.completion_tokens,
    totalTokens: data.usage?.total_tokens,
    isStreamed: false,
  });
  const rates = PRICE_LISTS[0]?.rates[MODEL]?.flex;
  if (!rates) throw new Error("The catalog lost a price");
  expect(event.amountNanos).toBe(priceUsage(rates, event).amountNanos);
  expect(event.amountNanos).toBeGreaterThan(0n);
  const { day, quarterHour } = await rollupsOf(workspace);
  expect(day).toEqual(quarterHour);
  expect(day).toMatchObject({
    amountNanos: event.amountNanos,
    requestCount: 1n,
    outputTokens: BigInt(event.outputTokens),
  });
});

test("cached input is billed at its own rate and not again as input", async () => {
  const workspace = await workspaceWith();
  const system = "You answer questions about invoices with care and never guess an amount. ".repeat(20);
  const answer = await gateway
    .client(workspace.apiKey)
    .chat.completions.create({ model: MODEL, messages: [{ role: "system", content: system }, ...ask("Hello")] });
  const event = await onlyEventOf(workspace);
  const cached = answer.usage?.prompt_tokens_details?.cached_tokens ?? 0;
  expect(cached).toBeGreaterThan(0);
  expect(event.cachedInputTokens).toBe(cached);
  expect(event.inputTokens).toBe((answer.usage?.prompt_tokens ?? 0) - cached);
});

test.each([true, false])("a stream is metered exactly (usage asked for: %s)", async (wantsUsage) => {
  const workspace = await workspaceWith();
  const stream = await gateway.client(workspace.apiKey).chat.completions.create({
    model: MODEL,
    messages: ask("Tell me about tokens."),
    stream: true,
    ...(wantsUsage && { stream_options: { include_usage: true } }),
  });
  let usage: OpenAI.CompletionUsage | null | undefined = null;
  let contentChunks = 0;
  for await (const chunk of stream) {
    usage = chunk.usage ?? usage;
    if (chunk.choices[0]?.delta.content) contentChunks += 1;
  }
  const event = await onlyEventOf(workspace);
  expect(event).toMatchObject({ outcome: "succeeded", isStreamed: true, outputTokens: contentChunks });
  expect(event.firstByteMs).not.toBeNull();
  if (wantsUsage) expect(usage?.total_tokens).toBe(event.totalTokens);
  else expect(usage).toBeNull();
});

test("several choices are billed together, also when the caller leaves", async () => {
  const [whole, left] = [await workspaceWith(), await workspaceWith()];
  const body = { model: MODEL, messages: ask("[[sim: tokens=60, rate=400]] Hello"), n: 3, stream: true as const };
  let chunks = 0;
  for await (const chunk of await gateway.client(whole.apiKey).chat.completions.create(body)) {
    if (chunk.choices[0]?.delta.content) chunks += 1;
  }
  expect((await onlyEventOf(whole)).outputTokens).toBe(180);
  expect(chunks).toBe(180);
  let seen = 0;
  for await (const chunk of await gateway.client(left.apiKey).chat.completions.create(body)) {
    if (chunk.choices[0]?.delta.content) seen += 1;
    if (seen === 30) break;
  }
  await expect.poll(async () => (await eventsOf(left)).length, { timeout: 5_000 }).toBe(1);
  const { outputTokens, outcome } = await onlyEventOf(left);
  expect(outcome).toBe("client_closed");
  expect(outputTokens).toBeGreaterThanOrEqual(30);
  expect(outputTokens).toBeLessThan(180);
});

test("a caller that leaves a stream is billed for what was generated, and the upstream is stopped", async () => {
  const workspace = await workspaceWith();
  const before = gateway.fleet.stats.counts;
  const stream = await gateway.client(workspace.apiKey).chat.completions.create({
    model: MODEL,
    messages: ask("[[sim: tokens=5000, rate=200]] Go on."),
    stream: true,
  });
  let seen = 0;
  for await (const chunk of stream) {
    if (chunk.choices[0]?.delta.content) seen += 1;
    if (seen === 5) break;
  }
  await expect.poll(async () => (await eventsOf(workspace)).length, { timeout: 5_000 }).toBe(1);
  await gateway.fleet.stats.until((counts) => counts.aborted === before.aborted + 1);
  const event = await onlyEventOf(workspace);
  expect(event.outcome).toBe("client_closed");
  expect(event.outputTokens).toBeGreaterThanOrEqual(5);
  const generated = gateway.fleet.stats.counts.completionTokens - before.completionTokens;
  expect(event.outputTokens).toBeLessThanOrEqual(generated);
  expect(generated).toBeLessThan(5_000);
  expect(event.amountNanos).toBeGreaterThan(0n);
});

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
  await expect.poll(async () => (await eventsOf(workspace)).length, { timeout: 5_000 }).toBe(1);
  expect(await onlyEventOf(workspace)).toMatchObject({ outcome: "client_closed", totalTokens: 0, amountNanos: 0n });
});

test.each([
  ["the upstream fails", "status=500", 502, "upstream_error"],
  ["the upstream is busy", "status=429", 503, "deployment_busy"],
  ["the upstream stalls", "stall", 504, "upstream_timeout"],
  ["the upstream reports no usage", "no-usage", 502, "upstream_error"],
])("nothing is billed when %s", async (_, directive, status, code) => {
  const workspace = await workspaceWith();
  const messages = ask(`[[sim: ${directive}]] Hello`);
  const error = await rejection(gateway.client(workspace.apiKey).chat.completions.create({ model: MODEL, messages }));
  expect(error).toMatchObject({ status, code });
  expect(await onlyEventOf(workspace)).toMatchObject({
    outcome: "failed",
    errorClass: "server",
    httpStatus: status,
    amountNanos: 0n,
  });
  expect((await rollupsOf(workspace)).day).toMatchObject({ amountNanos: 0n, requestCount: 1n });
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
    await rejection(
      (async () => {
        for await (const _ of stream);
      })(),
    );
    expect(await onlyEventOf(workspace)).toMatchObject({ outcome: "failed", errorClass: "server", amountNanos: 0n });
  },
);

test("an upstream that over-reports is not believed beyond what was asked for", async () => {
  const workspace = await workspaceWith();
  const messages = ask("[[sim: tokens=20, over-report=5000]] Hello");
  await gateway.client(workspace.apiKey).chat.completions.create({ model: MODEL, messages, max_tokens: 30 });
  expect((await onlyEventOf(workspace)).outputTokens).toBe(30);
});

test("what the upstream says about the caller's input reaches the caller and is not billed", async () => {
  const workspace = await workspaceWith();
  const messages = ask("[[sim: status=400]] Hello");
  const error = await rejection(gateway.client(workspace.apiKey).chat.completions.create({ model: MODEL, messages }));
  expect(error).toMatchObject({ status: 400, type: "invalid_request_error" });
  expect(await onlyEventOf(workspace)).toMatchObject({ outcome: "failed", errorClass: "caller", amountNanos: 0n });
});

test("a model without a price is refused with 503 and never reaches the upstream", async () => {
  const workspace = await workspaceWith("model-without-price");
  const before = gateway.fleet.stats.counts.chatCompletions;
  const error = await rejection(
    gateway.client(workspace.apiKey).chat.completions.create({ model: "model-without-price", messages: ask("Hello") }),
  );
  expect(error).toMatchObject({ status: 503, code: "price_unavailable" });
  expect(gateway.fleet.stats.counts.chatCompletions).toBe(before);
  expect(await onlyEventOf(workspace)).toMatchObject({ outcome: "failed", amountNanos: 0n });

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
  await database.pool.query("ALTER FUNCTION settle_usage(jsonb) RENAME TO settle_usage_away");
  try {
    const client = gateway.client(workspace.apiKey);
    const error = await rejection(client.chat.completions.create({ model: MODEL, messages: ask("Hello") }));
    expect(error).toMatchObject({ status: 503, code: "metering_unavailable" });
    const stream = await client.chat.completions.create({ model: MODEL, messages: ask("Hello"), stream: true });
    await rejection(
      (async () => {
        for await (const _ of stream);
      })(),
    );
  } finally {
    await database.pool.query("ALTER FUNCTION settle_usage_away(jsonb) RENAME TO settle_usage");
  }
  expect(await eventsOf(workspace)).toEqual([]);
});
