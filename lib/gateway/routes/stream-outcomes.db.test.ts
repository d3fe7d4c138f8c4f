import type OpenAI from "openai";
import { expect, test, vi } from "vitest";
import { systemClock } from "#lib/platform/clock.ts";
import { createTestWorkspace, type TestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { setUpTestGateway } from "#prisma/testing/set-up-test-gateway.ts";
import { eventsOf, onlyEventOf, rejectionOf } from "#prisma/testing/usage-of-workspace.ts";

const database = setUpTestDatabase();
const gateway = setUpTestGateway(database, { upstreamTimeoutMs: 400 });
const MODEL = "qwen3.8-27b";
const ROUTES = ["chat", "responses"] as const;
type Route = (typeof ROUTES)[number];

const newWorkspace = () =>
  createTestWorkspace(database.db, { now: systemClock.now(), deployments: [{ modelId: MODEL }] });

/** What a caller reads of a stream until it ends or breaks: pieces of text, and the total that it is told was used. */
type Seen = { pieces: number; totalTokens: number | null; types: Set<string> };

async function readInto(seen: Seen, client: OpenAI, route: Route, sim: string, maxTokens = 200): Promise<void> {
  const text = `[[sim: ${sim}]] Go on.`;
  if (route === "chat") {
    const messages = [{ role: "user" as const, content: text }];
    const options = { stream: true, stream_options: { include_usage: true }, max_tokens: maxTokens } as const;
    for await (const chunk of await client.chat.completions.create({ model: MODEL, messages, ...options })) {
      if (chunk.choices[0]?.delta.content) seen.pieces += 1;
      seen.totalTokens = chunk.usage?.total_tokens ?? seen.totalTokens;
    }
    return;
  }
  const options = { stream: true, max_output_tokens: maxTokens } as const;
  for await (const event of await client.responses.create({ model: MODEL, input: text, ...options })) {
    seen.types.add(event.type);
    if (event.type === "response.output_text.delta") seen.pieces += 1;
    if ("response" in event) seen.totalTokens = event.response.usage?.total_tokens ?? null;
  }
}

async function read(workspace: TestWorkspace, route: Route, sim: string, maxTokens?: number) {
  const seen: Seen = { pieces: 0, totalTokens: null, types: new Set() };
  const done = readInto(seen, gateway.client(workspace.apiKey), route, sim, maxTokens);
  return { seen, done };
}

const onEachRoute = <Case extends readonly unknown[]>(cases: readonly Case[]) =>
  ROUTES.flatMap((route) => cases.map((one) => [route, ...one] as const));

test.each(
  onEachRoute([
    ["stalls", "stall-after=3, tokens=50", 504, "upstream_timeout"],
    ["breaks off", "drop-after=3, tokens=50", 502, "upstream_error"],
    ["breaks off at its end", "drop-after=50, tokens=50", 502, "upstream_error"],
    ["sends what cannot be read", "bad-json-after=3, tokens=50", 502, "upstream_error"],
  ] as const),
)("a stream of %s that %s ends with an error event and is not billed", async (route, _, sim, status, code) => {
  const workspace = await newWorkspace();
  const { seen, done } = await read(workspace, route, sim);
  const error = await rejectionOf(done);
  expect(error).toMatchObject({ code, type: "server_error" });
  expect(error.message).toContain("not billed");
  expect(seen.pieces).toBeGreaterThanOrEqual(3);
  expect(seen.totalTokens).toBeNull();
  if (route === "responses") expect([...seen.types]).toContain("response.failed");
  expect(seen.types.has("response.completed")).toBe(false);
  expect(await onlyEventOf(database.db, workspace)).toMatchObject({
    outcome: "failed",
    errorClass: "server",
    httpStatus: status,
    totalTokens: 0,
    amountNanos: 0n,
  });
});

test.each(
  onEachRoute([
    ["refuses the input", "status=400", 400, "bad_request", "caller"],
    ["refuses its length", "status=413", 400, "bad_request", "caller"],
    ["cannot process it", "status=422", 400, "bad_request", "caller"],
    ["does not know us", "status=401", 502, "upstream_error", "server"],
    ["does not know the model", "status=404", 502, "upstream_error", "server"],
    ["is busy", "status=429", 503, "deployment_busy", "server"],
    ["fails", "status=500", 502, "upstream_error", "server"],
    ["is away", "status=503", 502, "upstream_error", "server"],
    ["drops the connection", "drop", 502, "upstream_error", "server"],
    ["never answers", "stall", 504, "upstream_timeout", "server"],
  ] as const),
)(
  "a stream of %s whose model server %s is refused before it begins",
  async (route, _, sim, status, code, errorClass) => {
    const workspace = await newWorkspace();
    const { seen, done } = await read(workspace, route, sim);
    const error = await rejectionOf(done);
    expect(error).toMatchObject({ status, code });
    expect(error.headers?.get("retry-after")).toBe(status === 503 ? "5" : null);
    expect(seen.pieces).toBe(0);
    const event = await onlyEventOf(database.db, workspace);
    expect(event).toMatchObject({
      outcome: "failed",
      errorClass,
      httpStatus: status,
      amountNanos: 0n,
      isStreamed: true,
    });
  },
);

test.each(ROUTES)("a stream of %s without any usage report is billed for the pieces that were seen", async (route) => {
  const workspace = await newWorkspace();
  const { seen, done } = await read(workspace, route, "no-usage, tokens=17");
  await done;
  expect(seen).toMatchObject({ pieces: 17, totalTokens: 17 });
  expect(await onlyEventOf(database.db, workspace)).toMatchObject({
    outcome: "succeeded",
    inputTokens: 0,
    outputTokens: 17,
  });
});

/** The lines of the log that tell of an event, written while something is done. */
async function loggedWhile(event: string, act: () => Promise<unknown>): Promise<Record<string, unknown>[]> {
  const written = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  try {
    await act();
    const lines = written.mock.calls.map(([line]) => JSON.parse(String(line)) as Record<string, unknown>);
    return lines.filter((line) => line.event === event);
  } finally {
    written.mockRestore();
  }
}

test.each(ROUTES)("usage of %s beyond what was held is cut at the hold, told as billed, and logged", async (route) => {
  const workspace = await newWorkspace();
  let seen: Seen | null = null;
  const lines = await loggedWhile("usage.over_reported", async () => {
    const reading = await read(workspace, route, "tokens=20, over-report=5000, over-report-input=90000", 30);
    seen = reading.seen;
    await reading.done;
  });
  const event = await onlyEventOf(database.db, workspace);
  expect(event.outputTokens).toBe(30);
  expect(event.inputTokens).toBeLessThan(1_500);
  expect(seen).toMatchObject({ totalTokens: event.totalTokens });
  const [hold] = await database.db.periodSpending.findMany({ where: { workspaceId: workspace.workspaceId } });
  expect(hold).toMatchObject({ heldNanos: 0n, settledNanos: event.amountNanos });
  expect(lines.at(-1)).toMatchObject({ level: "warn", requestId: event.requestId, cutOutput: 5_020 - 30 });
  expect(Number(lines.at(-1)?.cutInput)).toBeGreaterThan(88_000);
});

test.each(ROUTES)("a caller that leaves a stream of %s pays for what was generated until then", async (route) => {
  const workspace = await newWorkspace();
  const before = gateway.fleet.stats.counts;
  const { responses, chat } = gateway.client(workspace.apiKey);
  const text = "[[sim: tokens=5000, rate=200]] Go on.";
  const stream =
    route === "chat"
      ? await chat.completions.create({ model: MODEL, messages: [{ role: "user", content: text }], stream: true })
      : await responses.create({ model: MODEL, input: text, stream: true });
  let parts = 0;
  for await (const _ of stream) {
    parts += 1;
    if (parts === 12) break;
  }
  await gateway.fleet.stats.until((counts) => counts.aborted === before.aborted + 1);
  await expect.poll(async () => (await eventsOf(database.db, workspace)).length, { timeout: 5_000 }).toBe(1);
  const event = await onlyEventOf(database.db, workspace);
  expect(event.outcome).toBe("client_closed");
  expect(event.outputTokens).toBeGreaterThanOrEqual(8);
  expect(event.outputTokens).toBeLessThanOrEqual(gateway.fleet.stats.counts.completionTokens - before.completionTokens);
  expect(event.amountNanos).toBeGreaterThan(0n);
});
