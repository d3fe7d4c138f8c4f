import { printLine, printRatio } from "#bench/gateway/print-ratio.ts";
import { elapsedMs } from "#bench/measure.ts";
import { digestFinishedUsage } from "#lib/commands/digest-finished-usage.ts";
import type { Context } from "#lib/context.ts";
import { createDb, type Database } from "#lib/data/client.ts";
import { startEmbeddedPostgres } from "#lib/platform/embedded-postgres.ts";
import { newRequestId } from "#lib/platform/ids.ts";
import { createPool, type Pool } from "#lib/platform/postgres.ts";
import { migrateDatabase } from "#prisma/migrate.ts";
import { freePort } from "#scripts/free-port.ts";
import { exportMemory } from "./export-memory.ts";
import { loadEvents } from "./load-events.ts";
import { countStatements, timeRawScan, timeView, VIEWS } from "./time-views.ts";

/** Events of three periods, most of them whole: the clock stands still for what is measured. */
const START = new Date("2026-09-01T00:00:00Z");
const NOW = new Date("2026-11-24T12:00:00Z");
const BIG = 10_000_000;
const SMALL = 1_000_000;
const EXPORTED_ROWS = 1_000_000;
const ROUNDS = 40;
const SCANS = 5;

/**
 * Measures the usage screen on workspaces of ten million, one million and no events, on a database of its own. A first
 * argument makes all of them smaller: 0.1 is a tenth. A second names the folder of the database, and "again" after it
 * measures what was loaded there before.
 */
async function main(): Promise<void> {
  const scale = Number(process.argv[2] ?? "1");
  const isAgain = process.argv[4] === "again";
  const server = await startEmbeddedPostgres({
    dataDir: process.argv[3] ?? ".data/bench-usage/postgres",
    port: await freePort(),
    isFresh: !isAgain,
  });
  const url = server.urlOf("postgres");
  if (!isAgain) await migrateDatabase(url);
  const db = createDb(url);
  const pool = createPool(url, { max: 1, applicationName: "weir-bench" });
  try {
    await pool.query("SELECT ensure_usage_partitions('2026-09-01', '2026-11-24')");
    if (!isAgain) {
      await fill(db, pool, { name: "big", events: BIG * scale });
      await fill(db, pool, { name: "small", events: SMALL * scale });
      await fill(db, pool, { name: "empty", events: 0 });
      const digestMs = await elapsedMs(() => digestFinishedUsage(db, NOW));
      printLine("Digesting all of it by the job", `${Math.round(digestMs / 1000)} s`);
      await pool.query("VACUUM ANALYZE");
    }
    await printSizes(pool);
    const contexts = { big: contextOf(db, "big"), small: contextOf(db, "small"), empty: contextOf(db, "empty") };
    await measure(contexts);
    await measureExport(contexts.big, EXPORTED_ROWS * scale);
  } finally {
    await Promise.all([db.$disconnect(), pool.end()]);
    await server.stop();
  }
}

type Name = "big" | "small" | "empty";

async function fill(db: Database, pool: Pool, { name, events }: { name: Name; events: number }): Promise<void> {
  const { workspaceId } = contextOf(db, name);
  await db.workspace.create({
    data: { workspaceId, name, plan: "team", seats: 2, createdAt: START, includedInferenceNanos: 0n },
  });
  const ms = await elapsedMs(() =>
    events === 0 ? Promise.resolve() : loadEvents(pool, { workspaceId, start: START, end: NOW, events }),
  );
  printLine(`Loading ${events.toLocaleString("en-US")} events with their rollups`, `${Math.round(ms / 1000)} s`);
}

function contextOf(db: Database, name: Name): Context {
  return {
    actor: { type: "user", userId: "user_bench", email: "bench@example.test", role: "owner" },
    workspaceId: `ws_bench_usage_${name}`,
    plan: "team",
    payment: { kind: "ok" },
    now: NOW,
    db,
    stripe: null,
    requestId: newRequestId(NOW),
    ip: null,
  };
}

async function measure({ big, small, empty }: Record<Name, Context>): Promise<void> {
  const scans: number[] = [];
  for (let scan = 0; scan < SCANS; scan += 1) scans.push(await timeRawScan(big));
  const scanMs = at(scans, 0.5);
  printLine("Raw scan of two periods", `${Math.round(scanMs)} ms`);
  for (const view of VIEWS) {
    const times = { big: [] as number[], small: [] as number[], empty: [] as number[] };
    // The first round warms up; then they take turns, so that a busy moment hits all alike.
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const [name, ctx] of [
        ["big", big],
        ["small", small],
        ["empty", empty],
      ] as const) {
        const ms = await timeView(ctx, view);
        if (round > 0) times[name].push(ms);
      }
    }
    const ms = (one: number) => one.toFixed(1);
    printLine(
      view.name,
      `${await countStatements(big, view)} statements; p50 / p95 ms: 10M ${ms(at(times.big, 0.5))} / ${ms(at(times.big, 0.95))}, ` +
        `1M ${ms(at(times.small, 0.5))} / ${ms(at(times.small, 0.95))}, empty ${ms(at(times.empty, 0.5))} / ${ms(at(times.empty, 0.95))}`,
    );
    printRatio("  raw scan's p50 over the view's p95", [scanMs / at(times.big, 0.95)], { atLeast: 100 });
    printRatio("  p50 at 10M events over 1M", [at(times.big, 0.5) / at(times.small, 0.5)], { atMost: 1.25 });
    printRatio("  p50 at 10M events over an empty workspace", [at(times.big, 0.5) / at(times.empty, 0.5)], {
      atMost: 1.5,
    });
  }
}

async function measureExport(ctx: Context, rows: number): Promise<void> {
  const memory = await exportMemory(ctx, { rows, periodKey: "2026-10" });
  printLine(
    `Exporting ${memory.rows.toLocaleString("en-US")} requests, ${Math.round(memory.bytes / 1_048_576)} MiB`,
    `${Math.round(memory.seconds)} s; resident ${Math.round(memory.startRss)} MiB in its first tenth, ${Math.round(memory.peakRss)} MiB at most`,
  );
  printRatio("  resident memory at its highest over its first tenth", [memory.peakRss / memory.startRss], {
    atMost: 1.25,
  });
}

async function printSizes(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ name: string; size: string; rows: string }>(`
    SELECT relname AS name, pg_size_pretty(pg_total_relation_size(oid)) AS size, reltuples::bigint::text AS rows
    FROM pg_class WHERE relname IN ('usage_rollups', 'status_rollups', 'prefix_rollups', 'latency_rollups') ORDER BY 1`);
  for (const { name, size, rows: count } of rows)
    printLine(`  ${name}`, `${Number(count).toLocaleString("en-US")} rows, ${size}`);
}

function at(figures: readonly number[], share: number): number {
  const sorted = figures.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

await main();
