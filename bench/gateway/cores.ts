import { execFile } from "node:child_process";
import { availableParallelism } from "node:os";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Which cores the process under test and everything else run on; null where processes cannot be pinned. */
export type Cores = { readonly underTest: string; readonly others: string };

export const PINNED: Cores = { underTest: "1", others: "0" };

/** Every core that this process may use at the moment, or null where there is no taskset or only one core. */
export async function allCores(): Promise<Cores | null> {
  if (availableParallelism() < 2) return null;
  const answer = await run("taskset", ["-c", "-p", String(process.pid)]).catch(() => null);
  const list = answer && /: *([\d,-]+)\s*$/.exec(answer.stdout)?.[1];
  return list ? { underTest: list, others: list } : null;
}

/** Moves a process with all its threads. What it starts from now on stays on the same cores. */
export async function moveProcess(pid: number, cores: string): Promise<void> {
  await run("taskset", ["-a", "-c", "-p", cores, String(pid)]);
}
