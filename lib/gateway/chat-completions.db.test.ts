import type OpenAI from "openai";
import { expect, test } from "vitest";
import { PRICE_LISTS } from "#lib/domain/catalog/price-list.ts";
import { priceUsage } from "#lib/domain/usage/price-usage.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { createTestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { setUpTestGateway } from "#prisma/testing/set-up-test-gateway.ts";
import { eventsOf, onlyEventOf, readThrough, rollupsOf } from "#prisma/testing/usage-of-workspace.ts";

const database = setUpTestDatabase();
const gateway = setUpTestGateway(database, { upstreamTimeoutMs: 400 });
const MODEL = "qwen3.8-27b";

const workspaceWith = (modelId = MODEL) =>
  createTestWorkspace(database.db, { now: systemClock.now(), deployments: [{ modelId }] });
const ask = (text: string) => [{ role: "user" as const, content: text }];

test("a whole answer is metered exactly, priced, and stored before it is there", async () => {
  const workspace = await workspaceWith();
  const { data, response } = await gateway
    .client(workspace.apiKey)
    .chat.completions.create({ model: MODEL, messages: ask("What does a spend limit do?") })
    .withResponse();

  const event = await onlyEventOf(database.db, workspace);
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
  const { day, quarterHour } = await rollupsOf(database.db, workspace);
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
  const event = await onlyEventOf(database.db, workspace);
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
  const event = await onlyEventOf(database.db, workspace);
  expect(event).toMatchObject({ outcome: "succeeded", isStreamed: true, outputTokens: contentChunks });
  expect(event.firstByteMs).not.toBeNull();
  if (wantsUsage) expect(usage?.total_tokens).toBe(event.totalTokens);
  else expect(usage).toBeNull();
});

test.each([
  ["up to what was asked for", { max_tokens: 3 }, 3],
  ["over all choices", { max_tokens: 4, n: 3 }, 12],
])("a stream without any usage report is billed for the pieces that were seen, %s", async (_, bounds, outputTokens) => {
  const workspace = await workspaceWith();
  const stream = await gateway.client(workspace.apiKey).chat.completions.create({
    model: MODEL,
    messages: ask("[[sim: no-usage]] Hello"),
    stream: true,
    ...bounds,
  });
  await readThrough(stream);
  expect(await onlyEventOf(database.db, workspace)).toMatchObject({
    outcome: "succeeded",
    inputTokens: 0,
    outputTokens,
  });
});

test("several choices are billed together, also when the caller leaves", async () => {
  const [whole, left] = [await workspaceWith(), await workspaceWith()];
  const body = { model: MODEL, messages: ask("[[sim: tokens=60, rate=400]] Hello"), n: 3, stream: true as const };
  let chunks = 0;
  for await (const chunk of await gateway.client(whole.apiKey).chat.completions.create(body)) {
    if (chunk.choices[0]?.delta.content) chunks += 1;
  }
  expect((await onlyEventOf(database.db, whole)).outputTokens).toBe(180);
  expect(chunks).toBe(180);
  let seen = 0;
  for await (const chunk of await gateway.client(left.apiKey).chat.completions.create(body)) {
    if (chunk.choices[0]?.delta.content) seen += 1;
    if (seen === 30) break;
  }
  await expect.poll(async () => (await eventsOf(database.db, left)).length, { timeout: 5_000 }).toBe(1);
  const { outputTokens, outcome } = await onlyEventOf(database.db, left);
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
  await expect.poll(async () => (await eventsOf(database.db, workspace)).length, { timeout: 5_000 }).toBe(1);
  await gateway.fleet.stats.until((counts) => counts.aborted === before.aborted + 1);
  const event = await onlyEventOf(database.db, workspace);
  expect(event.outcome).toBe("client_closed");
  expect(event.outputTokens).toBeGreaterThanOrEqual(5);
  const generated = gateway.fleet.stats.counts.completionTokens - before.completionTokens;
  expect(event.outputTokens).toBeLessThanOrEqual(generated);
  expect(generated).toBeLessThan(5_000);
  expect(event.amountNanos).toBeGreaterThan(0n);
});
