import type { ChildProcess } from "node:child_process";
import { spawnTethered } from "#scripts/spawn-tethered.ts";
import { stopChild } from "#scripts/stop-child.ts";
import { moveProcess } from "./cores.ts";

export type BenchProcess = AsyncDisposable & { readonly child: ChildProcess; readonly pid: number };

/** Starts a Node program on the cores given, or wherever the system likes. Its output goes to the log file. */
export async function startBenchProcess(
  command: readonly string[],
  options: { cores: string | undefined; logFile: number; env?: Record<string, string> },
): Promise<BenchProcess> {
  const env = { NODE_ENV: "production" as const, ...options.env };
  const child = spawnTethered(command, { env, output: options.logFile });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${command.join(" ")} could not be started.`);
  if (options.cores !== undefined) await moveProcess(pid, options.cores);
  return { child, pid, [Symbol.asyncDispose]: () => stopChild(child) };
}
