import { createDb, type Database } from "#lib/data/client.ts";
import { startEmbeddedPostgres } from "#lib/platform/embedded-postgres.ts";
import { createPool } from "#lib/platform/postgres.ts";
import { migrateDatabase } from "#prisma/migrate.ts";
import { freePort } from "#scripts/free-port.ts";
import { createBenchWorkspaces } from "./bench-workspaces.ts";
import { type Cores, moveProcess } from "./cores.ts";
import type { BenchOptions } from "./parse-bench-options.ts";

const WORKSPACE_COUNT = 100;

/** What every part of the bench measures with: its places, its database and the keys of its workspaces. */
export type BenchSetup = AsyncDisposable & {
  readonly cores: Cores | null;
  readonly options: BenchOptions;
  readonly logFile: number;
  readonly databaseUrl: string;
  /** One of each workspace. */
  readonly apiKeys: readonly string[];
  /** How many requests are stored as usage. */
  countUsageEvents(): Promise<number>;
};

/** Starts a fresh database, durable like a real one, on the cores of everything that is not under test. */
export async function openBenchSetup(
  cores: Cores | null,
  given: { options: BenchOptions; logFile: number },
): Promise<BenchSetup> {
  await using opened = new AsyncDisposableStack();
  // What this process starts inherits its place, the database too.
  if (cores) await moveProcess(process.pid, cores.others);
  const server = await startEmbeddedPostgres({
    dataDir: ".data/bench-gateway/postgres",
    port: await freePort(),
    isFresh: true,
  });
  opened.defer(() => server.stop());
  const databaseUrl = server.urlOf("postgres");
  await migrateDatabase(databaseUrl);
  const pool = createPool(databaseUrl, { max: 1, applicationName: "weir-bench" });
  opened.defer(() => pool.end());
  await requireDurable(async (setting) => String((await pool.query(`SHOW ${setting}`)).rows[0]?.[setting]));
  const apiKeys = await withDatabase(databaseUrl, (db) => createBenchWorkspaces(db, WORKSPACE_COUNT));
  const close = opened.move();
  return {
    ...given,
    cores,
    databaseUrl,
    apiKeys,
    countUsageEvents: async () => Number((await pool.query("SELECT count(*) FROM usage_events")).rows[0]?.count),
    [Symbol.asyncDispose]: () => close.disposeAsync(),
  };
}

async function requireDurable(read: (setting: string) => Promise<string>): Promise<void> {
  for (const setting of ["fsync", "synchronous_commit", "full_page_writes"]) {
    if ((await read(setting)) !== "on") throw new Error(`The bench needs a durable database, but ${setting} is off.`);
  }
}

async function withDatabase<T>(url: string, work: (db: Database) => Promise<T>): Promise<T> {
  const db = createDb(url);
  try {
    return await work(db);
  } finally {
    await db.$disconnect();
  }
}
