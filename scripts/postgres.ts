import { rm } from "node:fs/promises";
import { parseArgs } from "node:util";
import { startEmbeddedPostgres } from "#lib/platform/embedded-postgres.ts";
import { onStopSignal } from "#lib/platform/on-stop-signal.ts";

/** What this process tells the one that started it, once the server answers. */
export type PostgresReady = { serverUrl: string; dataDir: string };

if (import.meta.main) {
  try {
    await servePostgres();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exit(1);
  }
}

async function servePostgres(): Promise<void> {
  const { values } = parseArgs({
    options: {
      "data-dir": { type: "string", default: ".data/postgres" },
      port: { type: "string", default: "4013" },
      /** Starts over with an empty database. */
      fresh: { type: "boolean", default: false },
      /** Deletes the files afterwards. */
      scratch: { type: "boolean", default: false },
    },
  });
  const database = await startEmbeddedPostgres({
    dataDir: values["data-dir"],
    port: Number(values.port),
    isFresh: values.fresh,
    isScratch: values.scratch,
    onLog: (text) => process.stderr.write(text),
  });
  let isStopping = false;
  onStopSignal(() => {
    isStopping = true;
    void database.stop();
  });
  const ready: PostgresReady = { serverUrl: database.urlOf("postgres"), dataDir: database.dataDir };
  process.send?.(ready);
  await database.exited;
  if (values.scratch) await rm(database.dataDir, { recursive: true, force: true });
  process.exit(isStopping ? 0 : 1);
}
