import { monotonicMs } from "#lib/platform/clock.ts";
import { errorChain } from "#lib/platform/error-chain.ts";
import { errorFrames } from "#lib/platform/error-frames.ts";
import { log } from "#lib/platform/log.ts";
import type { Job, JobParts } from "./job.ts";
import type { JobMetrics } from "./job-metrics.ts";

/** Runs a job once and tells how it went. A failure is logged and counted, and no error: the next run tries again. */
export async function runJob(job: Job, parts: JobParts, now: Date, metrics?: JobMetrics): Promise<boolean> {
  const startedMs = monotonicMs();
  const seconds = () => (monotonicMs() - startedMs) / 1_000;
  try {
    const report = await job.run(parts, now);
    metrics?.ended(job.name, "succeeded", seconds());
    metrics?.reported(job.name, report);
    if (Object.values(report).some((figure) => figure > 0)) log.info("job.done", { job: job.name, ...report });
    return true;
  } catch (error) {
    metrics?.ended(job.name, "failed", seconds());
    // Messages of unknown errors carry addresses and the arguments of queries.
    log.error("job.failed", errorChain(error), { job: job.name, frames: errorFrames(error) });
    return false;
  }
}
