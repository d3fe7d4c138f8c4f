import autocannon from "autocannon";
import { monotonicMs } from "#lib/platform/clock.ts";
import { type LoadPlan, type LoadResult, MEMORY_SAMPLE_EVERY } from "./load-plan.ts";
import { processorMs, residentBytes } from "./watch-process.ts";

const LOOK_EVERY_MS = 100;

const plan: LoadPlan = JSON.parse(process.argv[2] ?? "");
const statuses: Record<string, number> = {};
const memory: number[] = [];
let completedCount = 0;
let failureCount = 0;

if (plan.warmUpSeconds > 0) await fire({ duration: plan.warmUpSeconds });
const before = { count: completedCount, ms: monotonicMs(), busyMs: watchedMs() };
await fire("seconds" in plan.length ? { duration: plan.length.seconds } : { amount: plan.length.requestCount });
const elapsedMs = monotonicMs() - before.ms;
const busyMs = watchedMs();

process.send?.({
  completedCount,
  statuses,
  failureCount,
  requestsPerSecond: ((completedCount - before.count) * 1_000) / elapsedMs,
  firstByteP50Ms: null,
  wholeP50Ms: null,
  watchedShare: before.busyMs === null || busyMs === null ? null : (busyMs - before.busyMs) / elapsedMs,
  residentBytes: memory,
} satisfies LoadResult);

function watchedMs(): number | null {
  return plan.watchedPid === null ? null : processorMs(plan.watchedPid);
}

/** As many requests as the connections can carry, one at a time on each. */
function fire(length: { duration: number } | { amount: number }): Promise<void> {
  let clientCount = 0;
  return new Promise((resolve, reject) => {
    const load = autocannon(
      {
        ...length,
        url: plan.url,
        method: "POST",
        connections: plan.connections,
        sampleInt: LOOK_EVERY_MS,
        requests: plan.requests,
        setupClient: (client) => {
          const start = Math.floor((clientCount * plan.requests.length) / plan.connections);
          client.setRequests([...plan.requests.slice(start), ...plan.requests.slice(0, start)]);
          clientCount += 1;
        },
      },
      (error, result) => {
        if (error) return reject(error);
        failureCount += result.errors + result.timeouts + result.resets;
        resolve();
      },
    );
    load.on("response", (_client, status: number) => note(status));
  });
}

function note(status: number): void {
  completedCount += 1;
  statuses[status] = (statuses[status] ?? 0) + 1;
  if (plan.watchedPid === null || completedCount % MEMORY_SAMPLE_EVERY !== 0) return;
  const bytes = residentBytes(plan.watchedPid);
  if (bytes !== null) memory.push(bytes);
}
