import type { AddressInfo } from "node:net";
import OpenAI from "openai";
import { expect, test } from "vitest";
import { startFleetSimulator } from "#lib/fleet/simulator/start-fleet-simulator.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { createTestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { requestText } from "#prisma/testing/gateway-server-fixture.ts";
import { openRawConnection } from "#prisma/testing/raw-connection.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { onlyEventOf, readThrough } from "#prisma/testing/usage-of-workspace.ts";
import { createGatewayServer } from "./node-server.ts";
import { openGateway } from "./open-gateway.ts";

const database = setUpTestDatabase();
const MODEL = "qwen3.8-27b";

/** A gateway of its own, to be stopped. */
async function startGateway() {
  const fleet = await startFleetSimulator({ port: 0, host: "127.0.0.1" });
  const gateway = await openGateway({
    DATABASE_URL: database.url,
    FLEET_URL: `${fleet.url}/v1`,
    FLEET_API_KEY: undefined,
  });
  const { handle, isHealthy, cutRequests } = gateway;
  const server = createGatewayServer(handle, { isReady: isHealthy, metricsText: async () => "" }, { cutRequests });
  await new Promise<void>((resolve) => server.http.listen(0, "127.0.0.1", resolve));
  const { port } = server.http.address() as AddressInfo;
  const workspace = await createTestWorkspace(database.db, {
    now: systemClock.now(),
    deployments: [{ modelId: MODEL }],
  });
  const client = new OpenAI({ apiKey: workspace.apiKey, baseURL: `http://127.0.0.1:${port}/v1`, maxRetries: 0 });
  return { fleet, gateway, server, port, workspace, client };
}

/** A gateway that is stopped while a stream is under way. @returns what was stored of that stream */
async function stopDuringStream(directive: string, longestDrainMs: number) {
  const { fleet, gateway, server, port, workspace, client } = await startGateway();
  const kept = await openRawConnection(port);
  const request = (method: string, path: string, body?: string) =>
    kept.write(requestText(method, path, body, [`authorization: Bearer ${workspace.apiKey}`]));
  request("GET", "/v1/models");
  const listed = await kept.until(/"object":"list"[\s\S]*}$/);

  const messages = [{ role: "user" as const, content: `[[sim: ${directive}]] Go on.` }];
  const stream = await client.chat.completions.create({ model: MODEL, messages, stream: true });
  await fleet.stats.until((counts) => counts.completionTokens >= 5);
  const read = readThrough(stream).then(
    () => "whole",
    (error: { code?: string }) => error.code,
  );
  const drained = server.drain(longestDrainMs);
  request("POST", "/v1/chat/completions", JSON.stringify({ model: MODEL, messages }));
  const late = (await kept.closed).slice(listed.length);
  await drained;
  await gateway.close();
  const ending = await read;
  await fleet.close();
  return { ending, late, event: await onlyEventOf(database.db, workspace) };
}

test("a stream that ends in time is finished and billed whole, and a request that comes meanwhile is sent elsewhere", async () => {
  const { ending, late, event } = await stopDuringStream("tokens=40, rate=200", 10_000);
  expect(ending).toBe("whole");
  expect(event).toMatchObject({ outcome: "succeeded", outputTokens: 40 });
  expect(late).toMatch(/^HTTP\/1\.1 503 [\s\S]*retry-after: [\s\S]*"gateway_stopping"/i);
});

test("a stream that is cut says so and is billed for what was generated, before the gateway is gone", async () => {
  const { ending, event } = await stopDuringStream("tokens=5000, rate=200", 50);
  expect(ending).toBe("gateway_stopping");
  expect(event).toMatchObject({ outcome: "interrupted", errorClass: "server" });
  expect(event.outputTokens).toBeGreaterThanOrEqual(5);
  expect(event.outputTokens).toBeLessThan(5_000);
  expect(event.amountNanos).toBeGreaterThan(0n);
});

test.each([
  ["has begun", "stall-after=1, tokens=20", "gateway_stopping", { outcome: "failed", httpStatus: 503 }],
  ["has not begun", "stall", undefined, { outcome: "interrupted" }],
])("an unstreamed answer that %s is cut, and not billed", async (_, directive, code, expected) => {
  const { fleet, gateway, server, workspace, client } = await startGateway();
  const messages = [{ role: "user" as const, content: `[[sim: ${directive}]] Go on.` }];
  const refused = client.chat.completions.create({ model: MODEL, messages }).then(
    () => "served",
    (error: { code?: string }) => error.code,
  );
  await fleet.stats.until((counts) => counts.chatCompletions === 1);
  await server.drain(200);
  await gateway.close();
  expect(await refused).toBe(code);
  await fleet.close();
  expect(await onlyEventOf(database.db, workspace)).toMatchObject({ ...expected, amountNanos: 0n, totalTokens: 0 });
  expect(await database.db.hold.count({ where: { workspaceId: workspace.workspaceId } })).toBe(0);
});
