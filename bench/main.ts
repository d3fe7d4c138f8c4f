import { createDb } from "#lib/data/client.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { startEmbeddedPostgres } from "#lib/platform/embedded-postgres.ts";
import { migrateDatabase } from "#prisma/migrate.ts";
import { seedDemo } from "#prisma/seed/main.ts";
import { freePort } from "#scripts/free-port.ts";
import { elapsedMs } from "./measure.ts";

const SECRET = "not a secret: the bench keeps nothing";

/** Measures on a database of its own, durable like a real one, and prints ratios taken within this one run. */
async function main(): Promise<void> {
  const server = await startEmbeddedPostgres({
    dataDir: ".data/bench/postgres",
    port: await freePort(),
    isFresh: true,
  });
  const url = server.urlOf("postgres");
  const now = systemClock.now();
  try {
    await migrateDatabase(url);
    const seedMs = await elapsedMs(() =>
      seedDemo({ databaseUrl: url, now, secret: SECRET, onProgress: () => undefined }),
    );
    const db = createDb(url);
    const events = await db.usageEvent.count();
    print("Seed, through settlement", `${events.toLocaleString("en-US")} events in ${Math.round(seedMs / 1000)} s`);
    await db.$disconnect();
  } finally {
    await server.stop();
  }
}

function print(name: string, figure: string): void {
  process.stdout.write(`${name.padEnd(44)} ${figure}\n`);
}

await main();
