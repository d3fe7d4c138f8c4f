import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { ProcessTools } from "./gateway-process.ts";

export type DurablePostgres = {
  readonly serverUrl: string;
  /** Kills the server, without its children, and resolves when it is gone. */
  kill(): Promise<void>;
  /** Stops the server as an operator does, and resolves when it is gone. */
  stop(): Promise<void>;
  /** Starts it again with the same data on the same port, and resolves when it answers. */
  start(): Promise<void>;
  /** Stops it and deletes its data. */
  remove(): Promise<void>;
};

type Ready = { readonly serverUrl: string; readonly dataDir: string };
type Started = { readonly child: ChildProcess; readonly ready: Ready };

/** PostgreSQL refuses to start while children of a killed one still use its memory. */
const MOST_STARTS = 40;
const STARTED_TOO_EARLY = /pre-existing shared memory block|already running/;

/** A server of a test's own that is as durable as in production, so that it may be killed. */
export async function startDurablePostgres(tools: ProcessTools, name: string): Promise<DurablePostgres> {
  const port = String(await tools.freePort());
  const folder = `.data/test/${name}-${process.pid}`;
  const command = ["scripts/postgres.ts", "--data-dir", folder, "--port", port];
  let running = await launch(tools, [...command, "--fresh"]);
  const { serverUrl, dataDir } = running.ready;
  return {
    serverUrl,
    kill: async () => {
      const [pid] = (await readFile(join(dataDir, "postmaster.pid"), "utf8")).split("\n");
      const exited = once(running.child, "exit");
      process.kill(Number(pid), "SIGKILL");
      await exited;
    },
    stop: () => tools.stop(running.child),
    start: async () => {
      running = await launch(tools, command);
    },
    remove: async () => {
      await tools.stop(running.child);
      await Promise.all([dataDir, `${folder}.password`].map((path) => rm(path, { recursive: true, force: true })));
    },
  };
}

async function launch(tools: ProcessTools, command: readonly string[]): Promise<Started> {
  for (let attempt = 1; ; attempt += 1) {
    const child = tools.spawn(command, { env: { NODE_ENV: "test" }, output: "pipe" });
    let logged = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      logged += text;
    });
    const ready = await Promise.race([
      once(child, "message").then(([message]) => message as Ready),
      once(child, "close").then(() => null),
    ]);
    if (ready) return { child, ready };
    if (attempt === MOST_STARTS || !STARTED_TOO_EARLY.test(logged))
      throw new Error(`PostgreSQL did not start: ${logged}`);
  }
}
