import { createDb, type Database } from "#lib/data/client.ts";
import { consoleEnv } from "#lib/platform/env.ts";

/** Kept on the global object, because development reloads modules without closing what they opened. */
const shared = globalThis as typeof globalThis & { weirDatabase?: Database };

/** The console's database, opened on first use. */
export function getDb(): Database {
  shared.weirDatabase ??= createDb(consoleEnv().DATABASE_URL);
  return shared.weirDatabase;
}
