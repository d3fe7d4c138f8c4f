import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { freePort } from "#scripts/free-port.ts";
import { firstMessage } from "#scripts/spawn-tethered.ts";
import { BENCH_MODEL } from "./bench-workspaces.ts";
import type { BenchSetup } from "./open-bench-setup.ts";
import { type BenchProcess, startBenchProcess } from "./start-bench-process.ts";

const LONGEST_START_MS = 20_000;
const POLL_MS = 50;

/** A count that must agree with the requests that the load generator completed. */
export type Counter = { readonly what: string; read(): Promise<number> };

/** Something that answers chat completions. */
export type Target = {
  readonly name: string;
  readonly url: string;
  /** Null for the upstream itself, which is not under test. */
  readonly pid: number | null;
  readonly counters: readonly Counter[];
  /** Of each caller that it is to be asked by, in the same order. */
  readonly callers: readonly Record<string, string>[];
};

/** What stands between the callers and the upstream, and the upstream itself, until the stack is disposed of. */
export type TargetStarter = {
  readonly direct: Target;
  bare(): Promise<Target>;
  portkey(): Promise<Target>;
  gateway(nodeFlags?: readonly string[]): Promise<Target & { readonly process: BenchProcess }>;
};

/** Starts an upstream that answers after a delay, and offers what can be put before it. */
export async function startUpstream(
  setup: BenchSetup,
  stack: AsyncDisposableStack,
  delayMs: number,
): Promise<TargetStarter> {
  const { cores, logFile } = setup;
  const start = async (command: readonly string[], env: Record<string, string> = {}, place = cores?.underTest) =>
    stack.use(await startBenchProcess(command, { cores: place, logFile, env }));
  const upstreamCommand = ["bench/gateway/upstream-server.ts", "--model", BENCH_MODEL, "--delay", String(delayMs)];
  const origin = await originOf(await start(upstreamCommand, {}, cores?.others));
  const counters: Counter[] = [
    { what: "requests at the upstream", read: async () => Number(await (await fetch(origin)).text()) },
  ];
  const asker = { counters, callers: [{ authorization: "Bearer bench" }] };
  return {
    direct: { ...asker, name: "direct", url: chatUrl(origin), pid: null },
    bare: async () => {
      const passThrough = await start(["bench/gateway/pass-through.ts", origin]);
      return { ...asker, name: "bare pass-through", url: chatUrl(await originOf(passThrough)), pid: passThrough.pid };
    },
    portkey: async () => {
      const port = await freePort();
      const { pid } = await start([PORTKEY, `--port=${port}`, "--headless"]);
      const callers = [
        { "x-portkey-provider": "openai", "x-portkey-custom-host": `${origin}/v1`, authorization: "Bearer bench" },
      ];
      return { name: "Portkey", url: chatUrl(await untilListening(port)), pid, counters, callers };
    },
    gateway: async (nodeFlags = []) => {
      const port = await freePort();
      const process = await start([...flagsOfGateway(), ...nodeFlags, "lib/gateway/main.ts"], {
        DATABASE_URL: setup.databaseUrl,
        FLEET_URL: `${origin}/v1`,
        GATEWAY_PORT: String(port),
      });
      return {
        name: "Weir",
        process,
        url: chatUrl(await untilListening(port)),
        pid: process.pid,
        counters: [...counters, { what: "stored usage events", read: setup.countUsageEvents }],
        callers: setup.apiKeys.map((apiKey) => ({ authorization: `Bearer ${apiKey}` })),
      };
    },
  };
}

const PORTKEY = "node_modules/@portkey-ai/gateway/build/start-server.js";

/** What `npm run gateway` tells Node.js, so that it is measured as it is deployed. */
function flagsOfGateway(): string[] {
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8"));
  return /--max-[\w-]+=\d+/.exec(scripts.gateway) ?? [];
}

function chatUrl(origin: string): string {
  return `${origin}/v1/chat/completions`;
}

async function originOf({ child }: BenchProcess): Promise<string> {
  const { port } = await firstMessage<{ port: number }>(child);
  return `http://127.0.0.1:${port}`;
}

/** Waits until a server takes connections. @returns its origin */
async function untilListening(port: number): Promise<string> {
  const tooLong = AbortSignal.timeout(LONGEST_START_MS);
  while (!(await takesConnections(port))) {
    tooLong.throwIfAborted();
    await delay(POLL_MS);
  }
  return `http://127.0.0.1:${port}`;
}

function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
