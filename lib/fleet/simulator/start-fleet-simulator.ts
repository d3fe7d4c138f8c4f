import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { FleetStats } from "./fleet-stats.ts";
import { serveFleet } from "./serve-fleet.ts";

const KEEP_ALIVE_MS = 60_000;

export type FleetSimulatorOptions = {
  /** 0 takes any free port. */
  readonly port: number;
  readonly host: string;
  /** 0, the default, answers without delay. */
  readonly tokensPerSecond?: number;
  readonly firstTokenMs?: number;
};

export type FleetSimulator = {
  /** The server's origin; its OpenAI base is `${url}/v1`. */
  readonly url: string;
  readonly port: number;
  readonly stats: FleetStats;
  /** Breaks every connection and frees the port. */
  close(): Promise<void>;
};

/** Starts an OpenAI-compatible server that stands in for the GPU fleet. Rejects with the listen error (EADDRINUSE). */
export async function startFleetSimulator(options: FleetSimulatorOptions): Promise<FleetSimulator> {
  const stats = new FleetStats();
  const pace = { tokensPerSecond: options.tokensPerSecond ?? 0, firstTokenMs: options.firstTokenMs ?? 0 };
  const server = createServer((request, response) => void serveFleet({ stats, pace }, request, response));
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${options.host}:${port}`,
    port,
    stats,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
