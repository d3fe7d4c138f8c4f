import { randomUUID } from "node:crypto";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import OpenAI from "openai";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { type FleetSimulator, startFleetSimulator } from "#lib/fleet/simulator/start-fleet-simulator.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { createTestWorkspace, type TestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { eventsOf, onlyEventOf, readThrough, rejectionOf } from "#prisma/testing/usage-of-workspace.ts";
import { sendKeyed } from "./idempotency/keyed-request.ts";
import { createGatewayMetrics } from "./metrics.ts";
import { createGatewayServer } from "./node-server.ts";
import { openGateway } from "./open-gateway.ts";
import { countersAgree } from "./proof/counters-agree.ts";

const database = setUpTestDatabase();
const MODEL = "qwen3.8-27b";
/** Once a sweep's time, and what it needs. */
const MADE_LATER = { timeout: 12_000 };
const OUTPUT_NANOS = 400n;
const INPUT_NANOS = 100n;

type Line = { readonly url: string; go(state: "through" | "away" | "mute"): void; close(): void };

/** The gateway's line to the database: "away" breaks it, "mute" lets questions through but no answers back. */
async function startLine(databaseUrl: string): Promise<Line> {
  let state: "through" | "away" | "mute" = "through";
  const sockets = new Set<Socket>();
  const { hostname, port } = new URL(databaseUrl);
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  const server = createServer((near) => {
    if (state === "away") return void near.destroy();
    const far = connect(Number(port), hostname);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on("error", () => undefined);
      one.on("close", () => {
        sockets.delete(one);
        other.destroy();
      });
    }
    near.on("data", (bytes) => far.write(bytes));
    far.on("data", (bytes) => state === "mute" || near.write(bytes));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: url.href,
    go: (next) => {
      state = next;
      if (next === "away") cut();
    },
    close: () => {
      cut();
      server.close();
    },
  };
}

let line: Line;
let fleet: FleetSimulator;

beforeAll(async () => {
  [line, fleet] = await Promise.all([startLine(database.url), startFleetSimulator({ port: 0, host: "127.0.0.1" })]);
});
afterAll(async () => {
  await fleet?.close();
  line?.close();
});

/** A gateway behind the line that soon gives up a settlement. */
async function startGateway() {
  const metrics = createGatewayMetrics();
  const gateway = await openGateway(
    { DATABASE_URL: line.url, FLEET_URL: `${fleet.url}/v1`, FLEET_API_KEY: undefined },
    { metrics, longestRepeatsMs: 300 },
  );
  const server = createGatewayServer(gateway.handle, { isReady: gateway.isHealthy, metricsText: metrics.text });
  await new Promise<void>((resolve) => server.http.listen(0, "127.0.0.1", resolve));
  let closing: Promise<void> | null = null;
  const close = () => {
    closing ??= server.drain(0).then(gateway.close);
    return closing;
  };
  onTestFinished(close);
  const url = `http://127.0.0.1:${(server.http.address() as AddressInfo).port}/v1`;
  return {
    url,
    isHealthy: gateway.isHealthy,
    close,
    clientOf: ({ apiKey }: TestWorkspace) => new OpenAI({ apiKey, baseURL: url, maxRetries: 0 }),
    settledLater: async () =>
      Number(/^weir_holds_swept_total\{result="settled"\} (\d+)$/m.exec(await metrics.text())?.[1] ?? 0),
  };
}

const newWorkspace = () =>
  createTestWorkspace(database.db, { now: systemClock.now(), deployments: [{ modelId: MODEL }] });
const holdsOf = ({ workspaceId }: TestWorkspace) => database.db.hold.findMany({ where: { workspaceId } });
const saying = (directives: string) => [{ role: "user" as const, content: `[[sim: ${directives}]] Go on.` }];

/** Waits until all of these have their holds, and their model server has begun on so many more tokens. */
async function untilUnderWay(workspaces: readonly TestWorkspace[], tokens: number): Promise<void> {
  for (const workspace of workspaces) await expect.poll(async () => (await holdsOf(workspace)).length).toBe(1);
  await fleet.stats.until((counts) => counts.completionTokens >= tokens);
}

/** How many settlements are given up while something is done. */
async function givenUpWhile(act: (count: () => number) => Promise<unknown>): Promise<number> {
  const written = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const count = () => written.mock.calls.filter(([text]) => String(text).includes('"settlement.failed"')).length;
  try {
    await act(count);
    return count();
  } finally {
    written.mockRestore();
  }
}

test("what a database that is away for long kept from being settled is settled exactly when it is back", async () => {
  const { url, clientOf, settledLater } = await startGateway();
  const [unstreamed, streamed, keyed, left] = [
    await newWorkspace(),
    await newWorkspace(),
    await newWorkspace(),
    await newWorkspace(),
  ];
  const tokens = fleet.stats.counts.completionTokens;
  const directives = saying("tokens=60, rate=60");
  const answer = clientOf(unstreamed).chat.completions.create({ model: MODEL, messages: directives });
  const stream = clientOf(streamed).chat.completions.create({ model: MODEL, messages: directives, stream: true });
  const request = {
    url,
    apiKey: keyed.apiKey,
    idempotencyKey: randomUUID(),
    body: { model: MODEL, messages: directives, stream: true },
  };
  const keyedAnswer = sendKeyed(request);
  const leaving = new AbortController();
  const leftStream = await clientOf(left).chat.completions.create(
    { model: MODEL, messages: saying("tokens=5000, rate=60"), stream: true },
    { signal: leaving.signal },
  );
  await untilUnderWay([unstreamed, streamed, keyed, left], tokens + 20);

  const givenUp = await givenUpWhile(async (count) => {
    line.go("away");
    const refused = rejectionOf(answer);
    const broken = rejectionOf(stream.then(readThrough));
    leaving.abort();
    await expect(readThrough(leftStream)).resolves.toBeUndefined();
    expect(await refused).toMatchObject({ status: 503, code: "metering_unavailable" });
    expect(await broken).toMatchObject({ code: "metering_unavailable" });
    expect((await keyedAnswer).text).not.toContain("[DONE]");
    await expect.poll(count, { timeout: 5_000 }).toBe(4);
    for (const workspace of [unstreamed, streamed, keyed, left]) {
      expect(await holdsOf(workspace)).toHaveLength(1);
      expect(await eventsOf(database.db, workspace)).toEqual([]);
    }
    line.go("through");
    for (const workspace of [unstreamed, streamed, keyed, left]) {
      await expect.poll(async () => (await holdsOf(workspace)).length, MADE_LATER).toBe(0);
    }
  });
  expect(givenUp).toBe(4);

  expect(await onlyEventOf(database.db, unstreamed)).toMatchObject({
    outcome: "failed",
    httpStatus: 503,
    amountNanos: 0n,
  });
  for (const workspace of [streamed, keyed]) {
    const event = await onlyEventOf(database.db, workspace);
    expect(event).toMatchObject({ outcome: "succeeded", outputTokens: 60 });
    expect(event.amountNanos).toBe(BigInt(event.inputTokens) * INPUT_NANOS + 60n * OUTPUT_NANOS);
  }
  const leftEvent = await onlyEventOf(database.db, left);
  expect(leftEvent.outcome).toBe("client_closed");
  expect(leftEvent.outputTokens).toBeGreaterThan(0);
  expect(leftEvent.outputTokens).toBeLessThan(5_000);
  expect(leftEvent.amountNanos).toBeGreaterThan(0n);

  const again = await sendKeyed(request);
  expect(again).toMatchObject({ status: 200, isReplay: true });
  expect(again.text).toContain("[DONE]");
  expect(await eventsOf(database.db, keyed)).toHaveLength(1);
  expect(await settledLater()).toBe(4);
  await countersAgree(database.pool);
});

/** A stream whose settlement is given up: its line is in the given state until its event is stored, if it can be, and then away. */
async function giveUpStream(
  { clientOf, isHealthy }: Awaited<ReturnType<typeof startGateway>>,
  workspace: TestWorkspace,
  at: "mute" | "away",
): Promise<void> {
  const tokens = fleet.stats.counts.completionTokens;
  const messages = saying("tokens=40, rate=60");
  const stream = clientOf(workspace).chat.completions.create({ model: MODEL, messages, stream: true });
  await untilUnderWay([workspace], tokens + 5);
  const givenUp = await givenUpWhile(async () => {
    line.go(at);
    const broken = rejectionOf(stream.then(readThrough));
    const isStored = async () => (await eventsOf(database.db, workspace)).length === 1;
    if (at === "mute") await expect.poll(isStored, { timeout: 5_000 }).toBe(true);
    line.go("away");
    expect(await broken).toMatchObject({ code: "metering_unavailable" });
    line.go("through");
    await expect.poll(isHealthy, MADE_LATER).toBe(true);
  });
  expect(givenUp).toBe(1);
}

test("what was stored though its answer was lost is not settled a second time", async () => {
  const workspace = await newWorkspace();
  const gateway = await startGateway();
  await giveUpStream(gateway, workspace, "mute");
  const event = await onlyEventOf(database.db, workspace);
  await gateway.close();
  expect(await onlyEventOf(database.db, workspace)).toEqual(event);
  expect(event).toMatchObject({ outcome: "succeeded", outputTokens: 40 });
  expect(await gateway.settledLater()).toBe(0);
  await countersAgree(database.pool);
});

test("a process that stops settles what it gave up before it is gone", async () => {
  const workspace = await newWorkspace();
  const gateway = await startGateway();
  await giveUpStream(gateway, workspace, "away");
  await gateway.close();
  expect(await onlyEventOf(database.db, workspace)).toMatchObject({ outcome: "succeeded", outputTokens: 40 });
  expect(await holdsOf(workspace)).toEqual([]);
  expect(await gateway.settledLater()).toBe(1);
  await countersAgree(database.pool);
});
