import type { AddressInfo } from "node:net";
import OpenAI from "openai";
import { afterAll, beforeAll } from "vitest";
import { type FleetSimulator, startFleetSimulator } from "#lib/fleet/simulator/start-fleet-simulator.ts";
import type { GatewayLimits } from "#lib/gateway/gateway-parts.ts";
import { createGatewayServer, type GatewayServer } from "#lib/gateway/node-server.ts";
import { type OpenGateway, openGateway } from "#lib/gateway/open-gateway.ts";
import type { TestDatabase } from "./set-up-test-database.ts";

export type TestGateway = {
  /** The base for clients, such as http://127.0.0.1:40123/v1. */
  readonly url: string;
  readonly fleet: FleetSimulator;
  /** The official client, which never retries here: a retry would hide a failure. */
  client(apiKey: string): OpenAI;
};

/** Called at the top of a test file: a real gateway on a real port before a simulated fleet. */
export function setUpTestGateway(database: TestDatabase, limits: Partial<GatewayLimits> = {}): TestGateway {
  let fleet: FleetSimulator | undefined;
  let gateway: OpenGateway | undefined;
  let server: GatewayServer | undefined;

  beforeAll(async () => {
    fleet = await startFleetSimulator({ port: 0, host: "127.0.0.1" });
    gateway = await openGateway(
      { DATABASE_URL: database.url, FLEET_URL: `${fleet.url}/v1`, FLEET_API_KEY: undefined },
      { limits },
    );
    const listening = createGatewayServer(gateway.handle, {
      isReady: gateway.isHealthy,
      metricsText: async () => "",
    });
    server = listening;
    await new Promise<void>((resolve) => listening.http.listen(0, "127.0.0.1", resolve));
  });

  afterAll(async () => {
    await server?.drain(0);
    await gateway?.close();
    await fleet?.close();
  });

  const url = () => {
    const address = server?.http.address() as AddressInfo | null | undefined;
    if (!address) throw new Error("The gateway is there only while tests run.");
    return `http://127.0.0.1:${address.port}/v1`;
  };
  return {
    get url() {
      return url();
    },
    get fleet() {
      if (!fleet) throw new Error("The fleet is there only while tests run.");
      return fleet;
    },
    client: (apiKey) => new OpenAI({ apiKey, baseURL: url(), maxRetries: 0 }),
  };
}
