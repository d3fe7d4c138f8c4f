import { setTimeout as delay } from "node:timers/promises";
import { firstMessage } from "#scripts/spawn-tethered.ts";
import type { LoadPlan, LoadResult } from "./load-plan.ts";
import type { BenchSetup } from "./open-bench-setup.ts";
import { startBenchProcess } from "./start-bench-process.ts";
import type { Counter, Target } from "./start-upstream.ts";

/** Warm-up and measurement each end by cutting what is under way on the connections of the throughput load. */
const CUTS = { throughput: 2, latency: 0 } as const;
/** Longer than usage waits to be posted. */
const REST_MS = 500;

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
  const before = await Promise.all(counters.map(restingCount));
  const result = await fromChild(setup, kind, { ...plan, url: target.url, watchedPid: target.pid });
  requireOnlySuccess(target, result);
  for (const [index, counter] of counters.entries()) {
    const counted = (await restingCount(counter)) - (before[index] ?? 0);
    const atMost = result.completedCount + plan.connections * CUTS[kind];
    if (counted >= result.completedCount && counted <= atMost) continue;
    throw new Error(
      `${target.name}: ${result.completedCount} requests were completed, but there are ${counted} ${counter.what}.`,
    );
  }
  return result;
}

/** What a counter says once it has stopped moving: requests that were cut may still be on their way behind the target. */
async function restingCount({ read }: Counter): Promise<number> {
  for (let last = await read(); ; ) {
    await delay(REST_MS);
    const count = await read();
    if (count === last) return count;
    last = count;
  }
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
