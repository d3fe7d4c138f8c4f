import { PgBoss } from "pg-boss";
import { systemClock } from "#lib/platform/clock.ts";
import { errorChain } from "#lib/platform/error-chain.ts";
import { log } from "#lib/platform/log.ts";
import type { Job, JobParts } from "./job.ts";
import type { JobMetrics } from "./job-metrics.ts";
import { runJob } from "./run-job.ts";

const QUEUE = "weir-jobs";
const TICK_MS = 1_000;
const PARALLEL = 3;
const POOL_SIZE = 3;
const LONGEST_RUN_SECONDS = 300;
/** A process that says nothing for so long is taken for dead, and its run may be done by another. */
const SILENCE_SECONDS = 30;
const KEPT_SECONDS = 86_400;
const LONGEST_STOP_MS = 5_000;

export type JobRunnerOptions = {
  readonly databaseUrl: string;
  readonly jobs: readonly Job[];
  readonly parts: JobParts;
  readonly metrics: JobMetrics;
};

export type JobRunner = {
  /** Looks at once for what is due, as after a move of Weir's time. */
  tick(): void;
  stop(): Promise<void>;
};

/**
 * Runs jobs when they are due by Weir's time, in this process or another: of any number of processes, one at a time does
 * a given job. The queue only decides who; what is due is read from the data.
 */
export async function startJobRunner({ databaseUrl, jobs, parts, metrics }: JobRunnerOptions): Promise<JobRunner> {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    application_name: "weir-jobs",
    max: POOL_SIZE,
    schedule: false,
    useListenNotify: true,
    registerInstance: false,
  });
  boss.on("error", (error) => log.error("jobs.queue_failed", errorChain(error)));
  await boss.start();
  await openQueue(boss);
  const byName = new Map(jobs.map((job) => [job.name, job]));
  await boss.work<{ job: string }>(QUEUE, { localConcurrency: PARALLEL, pollingIntervalSeconds: 1 }, async (batch) => {
    for (const { data } of batch) {
      const job = byName.get(data.job);
      if (job) await runJob(job, parts, systemClock.now(), metrics);
    }
  });
  const tick = createTicker(boss, jobs);
  void tick();
  const timer = setInterval(() => void tick(), TICK_MS);
  return {
    tick: () => void tick(),
    stop: async () => {
      clearInterval(timer);
      await boss.stop({ graceful: true, timeout: LONGEST_STOP_MS });
    },
  };
}

/** A job that is waiting or running is not queued again. */
async function openQueue(boss: PgBoss): Promise<void> {
  const options = {
    notify: true,
    retryLimit: 0,
    expireInSeconds: LONGEST_RUN_SECONDS,
    heartbeatSeconds: SILENCE_SECONDS,
    deleteAfterSeconds: KEPT_SECONDS,
  };
  await boss.createQueue(QUEUE, { policy: "exclusive", ...options });
  await boss.updateQueue(QUEUE, options);
}

/** Queues what is due and was not queued by this process yet. */
function createTicker(boss: PgBoss, jobs: readonly Job[]): () => Promise<void> {
  const queued = new Map<string, number>();
  return async () => {
    for (const { name, everyMs } of jobs) {
      const turn = Math.floor(systemClock.now().getTime() / everyMs);
      if (queued.get(name) === turn) continue;
      try {
        const id = await boss.send(QUEUE, { job: name }, { singletonKey: name });
        // Where one runs already, it may have looked before this turn began.
        if (id !== null) queued.set(name, turn);
      } catch (error) {
        log.error("jobs.not_queued", errorChain(error), { job: name });
      }
    }
  };
}
