import { createPool, type Pool } from "#lib/platform/postgres.ts";
import type { Carelessness } from "./careless-gateway.ts";
import { type DurablePostgres, startDurablePostgres } from "./durable-postgres.ts";
import { type GatewayProcess, type ProcessTools, startGatewayProcess } from "./gateway-process.ts";
import { noteHolds } from "./note-holds.ts";
import { type RecordingFleet, startRecordingFleet } from "./recording-fleet.ts";

type Caller = { readonly workspaceId: string; readonly apiKey: string };

/** Two gateway processes before a fleet, with a database server of their own that may be killed and stopped. */
export type Stand = {
  readonly postgres: DurablePostgres;
  readonly fleet: RecordingFleet;
  readonly gateways: readonly GatewayProcess[];
  readonly caller: Caller;
  /** Does something with the database on connections that end with it. */
  withDatabase<T>(use: (pool: Pool) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

/** @param prepare migrates the database and makes the workspace whose key is used */
export async function startStand(
  tools: ProcessTools,
  options: {
    readonly name: string;
    readonly carelessness?: Carelessness;
    prepare(databaseUrl: string): Promise<Caller>;
  },
): Promise<Stand> {
  const postgres = await startDurablePostgres(tools, options.name);
  const fleet = await startRecordingFleet();
  const gateways: GatewayProcess[] = [];
  const close = async () => {
    await Promise.all(gateways.map((gateway) => gateway.stop()));
    await fleet.close();
    await postgres.remove();
  };
  try {
    await withPool(postgres.serverUrl, (pool) => pool.query("CREATE DATABASE weir"));
    const databaseUrl = Object.assign(new URL(postgres.serverUrl), { pathname: "/weir" }).href;
    const caller = await options.prepare(databaseUrl);
    const withDatabase: Stand["withDatabase"] = (use) => withPool(databaseUrl, use);
    await withDatabase(async (database) => {
      await noteHolds(database);
      const to = { database, databaseUrl, fleetUrl: fleet.url, carelessness: options.carelessness };
      gateways.push(await startGatewayProcess(tools, to));
      gateways.push(await startGatewayProcess(tools, to));
    });
    return { postgres, fleet, gateways, caller, withDatabase, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function withPool<T>(url: string, use: (pool: Pool) => Promise<T>): Promise<T> {
  const pool = createPool(url, { max: 2, applicationName: "weir-test" });
  return use(pool).finally(() => pool.end());
}
