import { afterEach, expect, test } from "vitest";
import { advanceClockOffset, clockOffsetMs } from "#lib/platform/clock.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import type { Job, JobParts } from "./job.ts";
import { createJobMetrics } from "./job-metrics.ts";
import { startJobRunner } from "./start-job-runner.ts";

const database = setUpTestDatabase();
const DAY_MS = 86_400_000;
const env: JobParts["env"] = {
  AUTH_SECRET: "a secret of the console under test, long enough",
  APP_URL: "https://console.example.com",
  APP_NAME: "Weir",
  SMTP_URL: undefined,
  MAIL_FROM: undefined,
  WEIR_EMBEDDED: true,
};

afterEach(() => {
  delete (globalThis as { weirClockOffsetMs?: number }).weirClockOffsetMs;
});

/** A job that notes its runs, and can be waited for. */
function notedJob(everyMs: number, work: () => Promise<void> = async () => undefined) {
  const instants: Date[] = [];
  let wake = () => {};
  const job: Job = {
    name: "noted",
    everyMs,
    run: async (_parts, now) => {
      instants.push(now);
      await work();
      wake();
      return { runs: instants.length };
    },
  };
  const untilRuns = async (count: number) => {
    while (instants.length < count) await new Promise<void>((resolve) => (wake = resolve));
  };
  return { job, instants, untilRuns };
}

const start = (jobs: readonly Job[], metrics = createJobMetrics()) =>
  startJobRunner({ databaseUrl: database.url, jobs, parts: { db: database.db, stripe: null, env }, metrics });

test("a daily job runs at the start and again as soon as Weir's time is moved by a day", async () => {
  const { job, instants, untilRuns } = notedJob(DAY_MS);
  const runner = await start([job]);
  try {
    await untilRuns(1);
    advanceClockOffset(clockOffsetMs() + DAY_MS);
    runner.tick();
    await untilRuns(2);
    const [first, second] = instants.map((instant) => instant.getTime());
    expect(Math.round(((second ?? 0) - (first ?? 0)) / DAY_MS)).toBe(1);
  } finally {
    await runner.stop();
  }
});

test("of two processes, one at a time does a job", async () => {
  let running = 0;
  let most = 0;
  const { job, untilRuns } = notedJob(300, async () => {
    running += 1;
    most = Math.max(most, running);
    await database.pool.query("SELECT pg_sleep(0.4)");
    running -= 1;
  });
  const runners = await Promise.all([start([job]), start([job])]);
  try {
    await untilRuns(3);
    expect(most).toBe(1);
  } finally {
    await Promise.all(runners.map((runner) => runner.stop()));
  }
});

test("a job that fails is counted, logged without its words, and tried again", async () => {
  const metrics = createJobMetrics();
  const { job, untilRuns } = notedJob(200);
  let isBroken = true;
  const failing: Job = {
    ...job,
    run: async (parts, now) => {
      const report = await job.run(parts, now);
      if (isBroken) {
        isBroken = false;
        throw new Error("ada@example.com");
      }
      return report;
    },
  };
  const runner = await start([failing], metrics);
  try {
    await untilRuns(3);
    const text = await metrics.text();
    expect(text).toContain('weir_job_runs_total{job="noted",result="failed"} 1');
    expect(text).toMatch(/weir_job_report\{job="noted",figure="runs"\} [23]/);
  } finally {
    await runner.stop();
  }
});
