import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { STOPPED_BY_PARENT } from "./stopped-by-parent.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const TETHER = fileURLToPath(new URL("tethered.ts", import.meta.url));

/**
 * Runs a Node program as a child that ends with this process. It leads its own process group, so that a terminal's
 * Ctrl-C reaches only this process, which then stops its children in order. Where one of them is sent it all the same, it
 * waits for its turn.
 */
export function spawnTethered(
  command: readonly string[],
  options: { env: NodeJS.ProcessEnv; output: "inherit" | "ignore" | number | "pipe" },
): ChildProcess {
  const stdio: StdioOptions = ["ignore", options.output, options.output, "ipc"];
  return spawn(process.execPath, ["--import", TETHER, ...command], {
    cwd: ROOT,
    env: { ...options.env, WEIR_TETHER: STOPPED_BY_PARENT },
    detached: true,
    stdio,
  });
}

/** The first message of a child. @throws when the child ends before it has sent one */
export async function firstMessage<T>(child: ChildProcess): Promise<T> {
  const waiting = new AbortController();
  try {
    return await Promise.race([
      once(child, "message", { signal: waiting.signal }).then(([message]) => message as T),
      once(child, "exit", { signal: waiting.signal }).then(() => {
        throw new Error("The process ended before it was ready.");
      }),
    ]);
  } finally {
    waiting.abort();
  }
}
