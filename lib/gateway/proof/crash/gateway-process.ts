import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import type { Queryable } from "#lib/platform/postgres.ts";
import type { Carelessness } from "./careless-gateway.ts";

/** How the tests start processes, which is not of the gateway's layer. */
export type ProcessTools = {
  spawn(command: readonly string[], options: { env: NodeJS.ProcessEnv; output: "pipe" }): ChildProcess;
  stop(child: ChildProcess): Promise<void>;
  freePort(): Promise<number>;
  untilHealthy(url: string, limitMs: number, signal: AbortSignal): Promise<void>;
};

export type LogLine = { readonly event: string } & Readonly<Record<string, string | number | boolean | null>>;

export type GatewayProcess = {
  /** The base of its API. */
  readonly url: string;
  readonly child: ChildProcess;
  /** What its holds name as their owner. */
  readonly ownerId: string;
  /** The lines of its log until now, of one event. */
  logged(event: string): LogLine[];
  /** Ends it without a word, and resolves when it is gone. */
  kill(): Promise<void>;
  stop(): Promise<void>;
};

const START_MS = 15_000;
const POLL_MS = 20;
const CARELESS = "lib/gateway/proof/crash/careless-gateway.ts";

/** Starts a gateway as it is deployed, or a careless one, in a process of its own. Only one may start at a time on a database. */
export async function startGatewayProcess(
  tools: ProcessTools,
  to: {
    readonly database: Queryable;
    readonly databaseUrl: string;
    readonly fleetUrl: string;
    readonly carelessness?: Carelessness | undefined;
  },
): Promise<GatewayProcess> {
  const known = new Set(await ownerIds(to.database));
  const port = await tools.freePort();
  const env = {
    NODE_ENV: "production",
    DATABASE_URL: to.databaseUrl,
    FLEET_URL: to.fleetUrl,
    GATEWAY_PORT: String(port),
  } as const;
  const program = to.carelessness ? [CARELESS, to.carelessness] : ["lib/gateway/main.ts"];
  const child = tools.spawn(program, { env, output: "pipe" });
  let logged = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    logged += text;
  });
  try {
    const limit = AbortSignal.timeout(START_MS);
    await tools.untilHealthy(`http://127.0.0.1:${port}/readyz`, START_MS, limit);
    return {
      url: `http://127.0.0.1:${port}/v1`,
      child,
      ownerId: await newOwnerId(to.database, known, limit),
      logged: (event) => linesOf(logged).filter((line) => line.event === event),
      kill: async () => {
        const exited = once(child, "exit");
        child.kill("SIGKILL");
        await exited;
      },
      stop: () => tools.stop(child),
    };
  } catch (cause) {
    await tools.stop(child);
    throw new Error(`The gateway did not start: ${logged}`, { cause });
  }
}

async function newOwnerId(database: Queryable, known: ReadonlySet<string>, limit: AbortSignal): Promise<string> {
  for (;;) {
    const found = (await ownerIds(database)).find((id) => !known.has(id));
    if (found) return found;
    await delay(POLL_MS, undefined, { signal: limit });
  }
}

async function ownerIds(database: Queryable): Promise<string[]> {
  const { rows } = await database.query<{ process_id: string }>("SELECT process_id FROM gateway_processes");
  return rows.map(({ process_id }) => process_id);
}

function linesOf(text: string): LogLine[] {
  return text.split("\n").flatMap((line) => (/^\{.*\}$/.test(line) ? [JSON.parse(line)] : []));
}
