import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { FleetStats } from "#lib/fleet/simulator/fleet-stats.ts";
import { serveFleet } from "#lib/fleet/simulator/serve-fleet.ts";

export type RecordingFleet = {
  readonly url: string;
  /** The id of every request that reached it, in the order of their coming. */
  readonly forwarded: readonly string[];
  close(): Promise<void>;
};

/** A simulated fleet that remembers which requests it was sent. */
export async function startRecordingFleet(): Promise<RecordingFleet> {
  const forwarded: string[] = [];
  const fleet = { stats: new FleetStats(), pace: { tokensPerSecond: 0, firstTokenMs: 0 } };
  const server = createServer((request, response) => {
    forwarded.push(String(request.headers["x-request-id"]));
    void serveFleet(fleet, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    forwarded,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
