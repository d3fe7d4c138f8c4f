import { migrateDatabase } from "#prisma/migrate.ts";
import { freePort } from "#scripts/free-port.ts";
import type { PostgresReady } from "#scripts/postgres.ts";
import { firstMessage } from "#scripts/spawn-tethered.ts";
import type { Supervisor } from "#scripts/stack/supervisor.ts";
import { untilHealthy } from "#scripts/stack/until-healthy.ts";

const GATEWAYS = 2;
const LONGEST_START_MS = 30_000;
/** How long the fleet thinks: with answers at once, requests would hardly overlap. */
const FIRST_TOKEN_MS = 150;

export type DrillStack = { databaseUrl: string; fleetUrl: string; gatewayUrls: string[] };

/** Starts what a drill needs, all of it thrown away afterwards: a database, a simulated fleet and two gateway processes. */
export async function openDrillStack(supervisor: Supervisor, folder: string): Promise<DrillStack> {
  const [databasePort, fleetPort, ...gatewayPorts] = await freePorts(2 + GATEWAYS);
  const flags = ["--scratch", "--data-dir", `${folder}/postgres-${process.pid}`, "--port", String(databasePort)];
  const { serverUrl: databaseUrl } = await supervisor.start(
    { name: "postgres", command: ["scripts/postgres.ts", ...flags], env: process.env },
    firstMessage<PostgresReady>,
  );
  await migrateDatabase(databaseUrl);
  const fleetOrigin = `http://127.0.0.1:${fleetPort}`;
  const pace = { FLEET_TOKENS_PER_SECOND: "0", FLEET_FIRST_TOKEN_MS: String(FIRST_TOKEN_MS) };
  const startPart = (name: string, entry: string, env: Record<string, string>, healthUrl: string) =>
    supervisor.start({ name, command: [entry], env: { ...process.env, ...env } }, (_child, signal) =>
      untilHealthy(healthUrl, LONGEST_START_MS, signal),
    );
  const fleetEnv = { ...pace, FLEET_PORT: String(fleetPort) };
  await startPart("fleet", "lib/fleet/simulator/main.ts", fleetEnv, `${fleetOrigin}/healthz`);
  const gatewayEnv = {
    DATABASE_URL: databaseUrl,
    FLEET_URL: `${fleetOrigin}/v1`,
    GATEWAY_HOST: "127.0.0.1",
    GATEWAY_DRAIN_SECONDS: "1",
  };
  await Promise.all(
    gatewayPorts.map((port, index) =>
      startPart(
        `gateway-${index + 1}`,
        "lib/gateway/main.ts",
        { ...gatewayEnv, GATEWAY_PORT: String(port) },
        `http://127.0.0.1:${port}/readyz`,
      ),
    ),
  );
  return {
    databaseUrl,
    fleetUrl: `${fleetOrigin}/v1`,
    gatewayUrls: gatewayPorts.map((port) => `http://127.0.0.1:${port}/v1`),
  };
}

/** Ports that differ from each other: a port that is free now may be given out again by the next question. */
async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(await freePort());
  return [...ports];
}
