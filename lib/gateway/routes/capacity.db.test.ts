import { expect, test } from "vitest";
import { monotonicMs, systemClock } from "#lib/platform/clock.ts";
import {
  createTestWorkspace,
  type TestWorkspace,
  type TestWorkspaceOptions,
} from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { setUpTestGateway } from "#prisma/testing/set-up-test-gateway.ts";
import { eventsOf, rejectionOf } from "#prisma/testing/usage-of-workspace.ts";

const database = setUpTestDatabase();
const gateway = setUpTestGateway(database);
const MODEL = "qwen3.8-27b";
const PLACES_OF_A_REPLICA = 30;
const LONGEST_WAIT_MS = 2_000;

const newWorkspace = (options: Partial<TestWorkspaceOptions>) =>
  createTestWorkspace(database.db, { now: systemClock.now(), deployments: [{ modelId: MODEL }], ...options });
const ask = (sim: string) => ({
  model: MODEL,
  messages: [{ role: "user" as const, content: `[[sim: ${sim}]] Go on.` }],
});

/** Streams that go on until they are told to end. */
async function occupy({ apiKey }: TestWorkspace, count: number) {
  const client = gateway.client(apiKey);
  const body = { ...ask("tokens=100000, rate=1"), max_tokens: 30_000, stream: true as const };
  return Promise.all(Array.from({ length: count }, () => client.chat.completions.create(body)));
}

type Occupied = Awaited<ReturnType<typeof occupy>>;

/** Ends the streams; resolves when nothing of the workspace is under way any more. */
async function leave({ workspaceId }: TestWorkspace, streams: Occupied): Promise<void> {
  for (const { controller } of streams) controller.abort();
  await expect.poll(() => database.db.hold.count({ where: { workspaceId } }), { timeout: 5_000 }).toBe(0);
}

const drainedAtOf = async ({ workspaceId }: TestWorkspace) =>
  (await database.db.rateBucket.findFirst({ where: { workspaceId } }))?.drainedAtMicros ?? 0n;

test("above the plan's concurrent requests the next is told at once to come back", async () => {
  const contract = { requestsPerMinute: 6_000, maxConcurrentRequests: 3, isPostpaid: false };
  const workspace = await newWorkspace({ plan: "enterprise", contract });
  const streams = await occupy(workspace, 3);
  const before = gateway.fleet.stats.counts.chatCompletions;
  const client = gateway.client(workspace.apiKey);
  const error = await rejectionOf(client.chat.completions.create(ask("tokens=1")));
  expect(error).toMatchObject({ status: 429, type: "rate_limit_error", code: "plan_capacity_exceeded" });
  expect(error.headers?.get("retry-after")).toBe("1");
  expect(error.headers?.has("x-should-retry")).toBe(false);
  expect(gateway.fleet.stats.counts.chatCompletions).toBe(before);
  expect((await eventsOf(database.db, workspace)).at(-1)).toMatchObject({
    outcome: "failed",
    errorClass: "rate_limited",
    httpStatus: 429,
    amountNanos: 0n,
  });
  await leave(workspace, streams);
  await client.chat.completions.create(ask("tokens=1"));
});

test("a request to a full deployment waits two seconds for a place and is then told to come back", async () => {
  const workspace = await newWorkspace({ deployments: [{ modelId: MODEL, maxReplicas: 1 }] });
  const streams = await occupy(workspace, PLACES_OF_A_REPLICA);
  const before = gateway.fleet.stats.counts.chatCompletions;
  const startedMs = monotonicMs();
  const { chat } = gateway.client(workspace.apiKey);
  const error = await rejectionOf(chat.completions.create(ask("tokens=1")));
  const waitedMs = monotonicMs() - startedMs;
  expect(error).toMatchObject({ status: 503, type: "server_error", code: "deployment_at_capacity" });
  expect(error.headers?.get("retry-after")).toBe("5");
  expect(waitedMs).toBeGreaterThanOrEqual(LONGEST_WAIT_MS);
  expect(waitedMs).toBeLessThan(LONGEST_WAIT_MS + 1_500);
  expect(gateway.fleet.stats.counts.chatCompletions).toBe(before);
  const event = (await eventsOf(database.db, workspace)).at(-1);
  expect(event).toMatchObject({ outcome: "failed", errorClass: "server", httpStatus: 503, amountNanos: 0n });

  const drainedAt = await drainedAtOf(workspace);
  const waiting = chat.completions.create(ask("tokens=3"));
  // Its turn at the rate limit comes with the first refusal for want of a place: from then on it waits for one.
  await expect.poll(() => drainedAtOf(workspace), { interval: 10 }).toBeGreaterThan(drainedAt);
  expect(gateway.fleet.stats.counts.chatCompletions).toBe(before);
  streams.pop()?.controller.abort();
  expect((await waiting).usage?.completion_tokens).toBe(3);
  await leave(workspace, streams);
});

test("a caller that leaves while it waits for a place is not served, and is counted", async () => {
  const workspace = await newWorkspace({ deployments: [{ modelId: MODEL, maxReplicas: 1 }] });
  const streams = await occupy(workspace, PLACES_OF_A_REPLICA);
  const before = gateway.fleet.stats.counts.chatCompletions;
  const drainedAt = await drainedAtOf(workspace);
  const leaving = new AbortController();
  const waiting = gateway.client(workspace.apiKey).chat.completions.create(ask("tokens=3"), { signal: leaving.signal });
  await expect.poll(() => drainedAtOf(workspace), { interval: 10 }).toBeGreaterThan(drainedAt);
  leaving.abort();
  await expect(waiting).rejects.toThrow();
  await expect.poll(() => gateway.requestsInFlight()).toBe(PLACES_OF_A_REPLICA);
  await leave(workspace, streams);
  expect(gateway.fleet.stats.counts.chatCompletions).toBe(before);
  const counted = (await eventsOf(database.db, workspace)).filter(({ isStreamed }) => !isStreamed);
  expect(counted).toMatchObject([{ outcome: "client_closed", totalTokens: 0, amountNanos: 0n }]);
});
