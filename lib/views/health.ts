import { getDb } from "#lib/data/database.ts";

/** Whether the console can read its database. */
export async function isDatabaseReachable(): Promise<boolean> {
  return getDb().$queryRaw`SELECT 1`.then(
    () => true,
    () => false,
  );
}
