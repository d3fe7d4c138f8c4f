import pg from "pg";
import type { PostgresReady } from "#scripts/postgres.ts";
import { firstMessage } from "#scripts/spawn-tethered.ts";
import type { Progress } from "./progress.ts";
import type { StackSettings } from "./stack-settings.ts";
import type { Supervisor } from "./supervisor.ts";

const NAME = "weir";

/** Starts the embedded PostgreSQL, or takes the server that DATABASE_URL names. Returns the database's address. */
export async function openDatabase(
  supervisor: Supervisor,
  progress: Progress,
  settings: StackSettings,
): Promise<string> {
  const given = settings.givenDatabaseUrl;
  if (given) {
    await progress.step("Connecting to the database that DATABASE_URL names", () => requireAnswer(given));
    return given;
  }
  const label = settings.isFresh ? "Starting PostgreSQL with an empty database" : "Starting PostgreSQL";
  const { serverUrl, dataDir } = await progress.step(label, () => startServer(supervisor, settings));
  if (dataDir !== embeddedDataDir(settings)) {
    progress.say(`  Its files are in ${dataDir}: the account it runs as cannot enter ${settings.dataPath}.`);
  }
  return createDatabase(serverUrl);
}

const embeddedDataDir = (settings: StackSettings) => `${settings.dataPath}/postgres`;

function startServer(supervisor: Supervisor, settings: StackSettings): Promise<PostgresReady> {
  const port = String(settings.ports.postgres.port);
  const flags = ["--data-dir", embeddedDataDir(settings), "--port", port, ...(settings.isFresh ? ["--fresh"] : [])];
  return supervisor.start(
    { name: "postgres", command: ["scripts/postgres.ts", ...flags], env: process.env },
    firstMessage<PostgresReady>,
  );
}

async function createDatabase(serverUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1", [NAME]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${NAME}`);
  } finally {
    await client.end();
  }
  const url = new URL(serverUrl);
  url.pathname = `/${NAME}`;
  return url.href;
}

async function requireAnswer(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
  } catch (error) {
    throw new Error(`The database that DATABASE_URL names does not answer: ${(error as Error).message}`);
  }
  await client.end();
}
