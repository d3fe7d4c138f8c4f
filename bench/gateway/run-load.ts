import { firstMessage } from "#scripts/spawn-tethered.ts";
import { startBenchProcess } from "./bench-process.ts";
import type { BenchSetup } from "./bench-setup.ts";
import type { LoadPlan, LoadResult } from "./load-plan.ts";
import type { Target } from "./targets.ts";

/** Warm-up and measurement each end by cutting what is under way on the connections of the throughput load. */
const CUTS = { throughput: 2, latency: 0 } as const;

/**
 * Puts load on a target from a process of its own.
 * @throws when any answer was not 200, or when the requests counted elsewhere are not those that were completed
 */
export async function runLoad(
  setup: BenchSetup,
  kind: keyof typeof CUTS,
  target: Target,
  plan: Omit<LoadPlan, "url" | "watchedPid">,
): Promise<LoadResult> {
  const { counters } = target;
  const before = await Promise.all(counters.map(({ read }) => read()));
  const result = await fromChild(setup, kind, { ...plan, url: target.url, watchedPid: target.pid });
  requireOnlySuccess(target, result);
  for (const [index, { what, read }] of counters.entries()) {
    const counted = (await read()) - (before[index] ?? 0);
    const atMost = result.completedCount + plan.connections * CUTS[kind];
    if (counted >= result.completedCount && counted <= atMost) continue;
    throw new Error(
      `${target.name}: ${result.completedCount} requests were completed, but there are ${counted} ${what}.`,
    );
  }
  return result;
}

async function fromChild(setup: BenchSetup, kind: keyof typeof CUTS, plan: LoadPlan): Promise<LoadResult> {
  await using load = await startBenchProcess([`bench/gateway/${kind}-load.ts`, JSON.stringify(plan)], {
    cores: setup.cores?.others,
    logFile: setup.logFile,
  });
  return await firstMessage<LoadResult>(load.child);
}

function requireOnlySuccess(target: Target, { completedCount, statuses, failureCount }: LoadResult): void {
  if (completedCount > 0 && statuses["200"] === completedCount && failureCount === 0) return;
  throw new Error(
    `${target.name}: of ${completedCount} answers not all were 200: ${JSON.stringify(statuses)}, ${failureCount} failures.`,
  );
}
