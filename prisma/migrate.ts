import { publishPriceLists } from "#lib/commands/publish-price-lists.ts";
import { createDb } from "#lib/data/client.ts";
import { ensureUsagePartitions } from "#lib/data/usage-partitions.ts";
import { PRICE_LISTS } from "#lib/domain/catalog/price-list.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { databaseEnv, EnvError } from "#lib/platform/env.ts";
import { applyMigrations } from "#prisma/schema-engine.ts";

/** Brings a database up to date: migrations, this and the coming months' partitions, and the published prices. */
export async function migrateDatabase(databaseUrl: string): Promise<string[]> {
  const applied = await applyMigrations(databaseUrl);
  const db = createDb(databaseUrl);
  try {
    const now = systemClock.now();
    await ensureUsagePartitions(db, now);
    await publishPriceLists(db, PRICE_LISTS);
  } finally {
    await db.$disconnect();
  }
  return applied;
}

if (import.meta.main) {
  try {
    const applied = await migrateDatabase(databaseEnv().DATABASE_URL);
    process.stdout.write(applied.length > 0 ? `Applied ${applied.join(", ")}\n` : "The database is up to date.\n");
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
