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

/** A gateway that is stopped while a stream is under way. @returns what was stored of that stream */
async function stopDuringStream(directive: string, longestDrainMs: number) {
  const fleet = await startFleetSimulator({ port: 0, host: "127.0.0.1" });
  const gateway = await openGateway({
    DATABASE_URL: database.url,
    FLEET_URL: `${fleet.url}/v1`,
    FLEET_API_KEY: undefined,
  });
  const server = createGatewayServer(gateway.handle, { isReady: gateway.isHealthy, metricsText: async () => "" });
  await new Promise<void>((resolve) => server.http.listen(0, "127.0.0.1", resolve));
  const { port } = server.http.address() as AddressInfo;
  const workspace = await createTestWorkspace(database.db, {
    now: systemClock.now(),
    deployments: [{ modelId: MODEL }],
  });
  const client = new OpenAI({ apiKey: workspace.apiKey, baseURL: `http://127.0.0.1:${port}/v1`, maxRetries: 0 });

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
    () => "cut",
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

test("a stream that is cut is billed for what was generated, before the gateway is gone", async () => {
  const { ending, event } = await stopDuringStream("tokens=5000, rate=200", 50);
  expect(ending).toBe("cut");
  expect(event.outcome).toBe("client_closed");
  expect(event.outputTokens).toBeGreaterThanOrEqual(5);
  expect(event.outputTokens).toBeLessThan(5_000);
});
