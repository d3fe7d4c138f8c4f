import { type FleetSimulator, startFleetSimulator } from "#lib/fleet/simulator/start-fleet-simulator.ts";
import {
  type GatewayProcess,
  type ProcessTools,
  startGatewayProcess,
} from "#lib/gateway/proof/crash/gateway-process.ts";
import type { Pool } from "#lib/platform/postgres.ts";

export type Answered = { readonly status: number; readonly headers: Headers; readonly text: string };

/** Gateways in processes of their own before a simulated fleet, and what tests of leases ask of them. */
export type LeaseStand = {
  readonly fleet: FleetSimulator;
  readonly gateways: GatewayProcess[];
  addGateway(): Promise<GatewayProcess>;
  /** Sends a request whose answer takes so many tokens and milliseconds. */
  send(gateway: GatewayProcess | undefined, apiKey: string, wanted?: Wanted): Promise<Answered>;
  /** Sends requests one after another on some connections until told to stop, and has each answer judged. */
  keepSending(apiKey: string, connections: number, wanted?: Wanted): { stop(): Promise<Answered[]> };
  /** How many requests a gateway has admitted from leases. */
  admittedFromLeases(gateway: GatewayProcess): Promise<number>;
  close(): Promise<void>;
};

export type Wanted = { readonly tokens?: number; readonly latencyMs?: number; readonly maxTokens?: number };

const MODEL = "qwen3.8-27b";

/** @param model what all requests ask for */
export async function startLeaseStand(
  tools: ProcessTools,
  database: { readonly pool: Pool; readonly url: string },
  { gatewayCount = 1, model = MODEL }: { gatewayCount?: number; model?: string } = {},
): Promise<LeaseStand> {
  const fleet = await startFleetSimulator({ port: 0, host: "127.0.0.1" });
  const gateways: GatewayProcess[] = [];
  const addGateway = async () => {
    const to = { database: database.pool, databaseUrl: database.url, fleetUrl: `${fleet.url}/v1` };
    const gateway = await startGatewayProcess(tools, to);
    gateways.push(gateway);
    return gateway;
  };
  for (let count = 0; count < gatewayCount; count += 1) await addGateway();

  const send: LeaseStand["send"] = async (gateway, apiKey, { tokens = 16, latencyMs = 0, maxTokens = tokens } = {}) => {
    const content = `[[sim: tokens=${tokens}, latency=${latencyMs}]] Spend it.`;
    const response = await fetch(`${gateway?.url}/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
      body: JSON.stringify({ model, max_tokens: maxTokens, messages: [{ role: "user", content }] }),
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  return {
    fleet,
    gateways,
    addGateway,
    send,
    keepSending: (apiKey, connections, wanted) => {
      const answers: Answered[] = [];
      let isStopped = false;
      const call = async (place: number) => {
        while (!isStopped) answers.push(await send(gateways[place % gateways.length], apiKey, wanted));
      };
      const ended = Promise.all(Array.from({ length: connections }, (_, place) => call(place)));
      return {
        stop: async () => {
          isStopped = true;
          await ended;
          return answers;
        },
      };
    },
    admittedFromLeases: async (gateway) => {
      const text = await (await fetch(new URL("/metrics", gateway.url))).text();
      return Number(/^weir_lease_admissions_total (\d+)$/m.exec(text)?.[1] ?? 0);
    },
    close: async () => {
      await Promise.all(gateways.map((gateway) => gateway.stop()));
      await fleet.close();
    },
  };
}
