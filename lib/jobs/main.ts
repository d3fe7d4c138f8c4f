import { requireOwnPayments } from "#lib/commands/require-own-payments.ts";
import { createDb, type Database } from "#lib/data/client.ts";
import { EnvError, jobsEnv } from "#lib/platform/env.ts";
import { followClock } from "#lib/platform/follow-clock.ts";
import { log } from "#lib/platform/log.ts";
import { onStopSignal } from "#lib/platform/on-stop-signal.ts";
import { stripeConnection } from "#lib/stripe/connection.ts";
import { BILLING_JOBS } from "./billing-jobs.ts";
import { createJobMetrics } from "./job-metrics.ts";
import { serveJobHealth } from "./serve-job-health.ts";
import { type JobRunner, startJobRunner } from "./start-job-runner.ts";

async function main(): Promise<void> {
  let runner: JobRunner | null = null;
  followClock(() => runner?.tick());
  const env = jobsEnv();
  const db = createDb(env.DATABASE_URL);
  const stripe = stripeConnection();
  await requireOwnPayments(db, stripe);
  const metrics = createJobMetrics();
  const health = { isHealthy: () => answersQueries(db), metricsText: metrics.text };
  const stopServing = await serveJobHealth(health, { host: env.JOBS_HOST, port: env.JOBS_PORT });
  const parts = { db, stripe, env };
  runner = await startJobRunner({ databaseUrl: env.DATABASE_URL, jobs: BILLING_JOBS, parts, metrics });
  log.info("jobs.started", { host: env.JOBS_HOST, port: env.JOBS_PORT, jobs: BILLING_JOBS.length });
  onStopSignal(async () => {
    await runner?.stop();
    await stopServing();
    await db.$disconnect();
    log.info("jobs.stopped");
    process.exit(0);
  });
}

function answersQueries(db: Database): Promise<boolean> {
  return db.$queryRaw`SELECT 1`.then(
    () => true,
    () => false,
  );
}

main().catch((error: unknown) => {
  if (error instanceof EnvError) process.stderr.write(`${error.message}\n`);
  else log.error("jobs.failed_to_start", error);
  process.exit(1);
});
