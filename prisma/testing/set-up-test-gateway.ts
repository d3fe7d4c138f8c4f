import type { AddressInfo } from "node:net";
import OpenAI from "openai";
import { afterAll, beforeAll } from "vitest";
import { type FleetSimulator, startFleetSimulator } from "#lib/fleet/simulator/start-fleet-simulator.ts";
import type { GatewayLimits } from "#lib/gateway/gateway-parts.ts";
import { createGatewayServer } from "#lib/gateway/node-server.ts";
import { openGateway } from "#lib/gateway/open-gateway.ts";
import type { TestDatabase } from "./set-up-test-database.ts";

export type TestGateway = {
  /** The base for clients, such as http://127.0.0.1:40123/v1. */
  readonly url: string;
  /** The same of every gateway, where there are several. */
  readonly urls: readonly string[];
  readonly fleet: FleetSimulator;
  /** The requests that all gateways have under way, those included whose caller has left. */
  requestsInFlight(): number;
  /** The official client, which never retries here: a retry would hide a failure. */
  client(apiKey: string, url?: string): OpenAI;
};

type Running = { readonly url: string; requestsInFlight(): number; close(): Promise<void> };

/** Called at the top of a test file: real gateways on real ports, one unless told otherwise, before a simulated fleet. */
export function setUpTestGateway(
  database: TestDatabase,
  limits: Partial<GatewayLimits> = {},
  gatewayCount = 1,
): TestGateway {
  let fleet: FleetSimulator | undefined;
  const gateways: Running[] = [];

  beforeAll(async () => {
    fleet = await startFleetSimulator({ port: 0, host: "127.0.0.1" });
    for (let count = 0; count < gatewayCount; count += 1) gateways.push(await start(database.url, fleet, limits));
  });

  afterAll(async () => {
    await Promise.all(gateways.splice(0).map((gateway) => gateway.close()));
    await fleet?.close();
  });

  const urls = () => {
    if (gateways.length === 0) throw new Error("The gateway is there only while tests run.");
    return gateways.map((gateway) => gateway.url);
  };
  return {
    get url() {
      return urls()[0] ?? "";
    },
    get urls() {
      return urls();
    },
    get fleet() {
      if (!fleet) throw new Error("The fleet is there only while tests run.");
      return fleet;
    },
    requestsInFlight: () => gateways.reduce((sum, gateway) => sum + gateway.requestsInFlight(), 0),
    client: (apiKey, url = urls()[0]) => new OpenAI({ apiKey, baseURL: url ?? "", maxRetries: 0 }),
  };
}

async function start(databaseUrl: string, fleet: FleetSimulator, limits: Partial<GatewayLimits>): Promise<Running> {
  const gateway = await openGateway(
    { DATABASE_URL: databaseUrl, FLEET_URL: `${fleet.url}/v1`, FLEET_API_KEY: undefined },
    { limits },
  );
  const server = createGatewayServer(gateway.handle, { isReady: gateway.isHealthy, metricsText: async () => "" });
  await new Promise<void>((resolve) => server.http.listen(0, "127.0.0.1", resolve));
  const { port } = server.http.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    requestsInFlight: server.requestsInFlight,
    close: async () => {
      await server.drain(0);
      await gateway.close();
    },
  };
}
