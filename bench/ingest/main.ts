import { allCores, moveProcess, PINNED } from "#bench/gateway/cores.ts";
import { printLine, printRatio } from "#bench/gateway/print-ratio.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { startEmbeddedPostgres } from "#lib/platform/embedded-postgres.ts";
import { createPool } from "#lib/platform/postgres.ts";
import { migrateDatabase } from "#prisma/migrate.ts";
import { freePort } from "#scripts/free-port.ts";
import { BATCH, createPlainTable, type IngestRound, ingestRound } from "./ingest-ratios.ts";

const ROUNDS = 5;

/** Measures settlement in batches against single durable inserts: PostgreSQL on core 0, this process on core 1. */
async function main(): Promise<void> {
  const cores = await allCores();
  // What this process starts inherits its place; it moves away once the database is there.
  if (cores) await moveProcess(process.pid, PINNED.others);
  const server = await startEmbeddedPostgres({
    dataDir: ".data/bench-ingest/postgres",
    port: await freePort(),
    isFresh: true,
  });
  try {
    if (cores) await moveProcess(process.pid, PINNED.underTest);
    const url = server.urlOf("postgres");
    await migrateDatabase(url);
    const pool = createPool(url, { max: 1, applicationName: "weir-bench" });
    await createPlainTable(pool);
    const rounds: IngestRound[] = [];
    for (let round = 0; round <= ROUNDS; round += 1) {
      rounds.push(await ingestRound(pool, String(round), systemClock.now()));
    }
    // The first round warms up.
    const counted = rounds.slice(1);
    printLine(
      cores ? "PostgreSQL on core 0, the rest on core 1" : "UNPINNED: do not quote",
      `${ROUNDS} rounds, the median (lowest to highest)`,
    );
    printRatio(
      `Settling in batches of ${BATCH} over single durable inserts, per event`,
      counted.map((round) => round.overInserts),
      { atLeast: 9 },
    );
    printRatio(
      `Settling in batches of ${BATCH} over settling one by one, per event`,
      counted.map((round) => round.overSettlements),
      { atLeast: 9 },
    );
    await pool.end();
  } finally {
    await server.stop();
  }
}

await main();
