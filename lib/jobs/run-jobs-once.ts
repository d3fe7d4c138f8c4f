import type { Job, JobParts } from "./job.ts";
import { runJob } from "./run-job.ts";

/** Runs every job once, in order, whether due or not. Their failures are logged. @returns how many failed */
export async function runJobsOnce(jobs: readonly Job[], parts: JobParts, now: Date): Promise<number> {
  let failed = 0;
  for (const job of jobs) if (!(await runJob(job, parts, now))) failed += 1;
  return failed;
}
