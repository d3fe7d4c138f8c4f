import type { AddressInfo } from "node:net";
import OpenAI from "openai";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type FleetSimulator, startFleetSimulator } from "#lib/fleet/simulator/start-fleet-simulator.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { createTestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { readThrough, rejectionOf } from "#prisma/testing/usage-of-workspace.ts";
import { createGatewayMetrics } from "./metrics.ts";
import { createGatewayServer } from "./node-server.ts";
import { openGateway } from "./open-gateway.ts";
import { startEvents, startScriptedUpstream } from "./routes/start-scripted-upstream.ts";

const database = setUpTestDatabase();
const MODEL = "qwen3.8-27b";

const metrics = createGatewayMetrics();
let fleet: FleetSimulator;
let url: string;
let close = async () => {};

beforeAll(async () => {
  fleet = await startFleetSimulator({ port: 0, host: "127.0.0.1" });
  const gateway = await openGateway(
    { DATABASE_URL: database.url, FLEET_URL: `${fleet.url}/v1`, FLEET_API_KEY: undefined },
    { metrics, limits: { upstreamTimeoutMs: 400 } },
  );
  const server = createGatewayServer(gateway.handle, { isReady: gateway.isHealthy, metricsText: metrics.text });
  await new Promise<void>((resolve) => server.http.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.http.address() as AddressInfo).port}/v1`;
  close = async () => {
    await server.drain(0);
    await gateway.close();
  };
});

afterAll(async () => {
  await close();
  await fleet?.close();
});

/** The failures of model servers counted until now, by kind. */
async function faults(): Promise<Record<string, number>> {
  const found = (await metrics.text()).matchAll(/^weir_upstream_faults_total\{kind="(\w+)"\} (\d+)$/gm);
  return Object.fromEntries([...found].map(([, kind, count]) => [kind, Number(count)]));
}

async function ask(directives: string, stream: boolean, upstreamUrl?: string): Promise<void> {
  const workspace = await createTestWorkspace(database.db, {
    now: systemClock.now(),
    deployments: [{ modelId: MODEL, ...(upstreamUrl && { upstreamUrl }) }],
  });
  const { chat } = new OpenAI({ apiKey: workspace.apiKey, baseURL: url, maxRetries: 0 });
  const messages = [{ role: "user" as const, content: `[[sim: ${directives}]] Hello` }];
  if (stream) await readThrough(await chat.completions.create({ model: MODEL, messages, stream }));
  else await chat.completions.create({ model: MODEL, messages });
}

test.each([
  ["answers with a failure", "status=500", false, "status"],
  ["answers a stream with a failure", "status=503", true, "status"],
  ["does not know us", "status=401", false, "status"],
  ["drops the connection", "drop", false, "dropped"],
  ["is silent", "stall", false, "timeout"],
  ["reports no usage", "no-usage", false, "unreadable"],
  ["drops a stream half-way", "drop-after=3, tokens=50", true, "dropped"],
  ["goes silent half-way through a stream", "stall-after=3, tokens=50", true, "timeout"],
  ["garbles a stream half-way", "bad-json-after=3, tokens=50", true, "unreadable"],
])("a model server that %s is counted", async (_, directives, stream, kind) => {
  const before = await faults();
  await rejectionOf(ask(directives, stream));
  expect(await faults()).toEqual({ ...before, [kind]: (before[kind] ?? 0) + 1 });
});

test.each(["status=400", "status=429"])("one that refuses (%s) is not", async (directives) => {
  const before = await faults();
  await rejectionOf(ask(directives, false));
  expect(await faults()).toEqual(before);
});

test("one that closes a stream without the word that it is whole is counted", async () => {
  const upstream = await startScriptedUpstream();
  onTestFinished(upstream.close);
  upstream.answerWith((response) => {
    startEvents(response);
    response.end();
  });
  const before = await faults();
  await rejectionOf(ask("", true, upstream.url));
  expect(await faults()).toEqual({ ...before, broken_off: 1 });
});
