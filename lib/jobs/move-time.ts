import { moveClock } from "#lib/commands/move-clock.ts";
import { getDb } from "#lib/data/database.ts";
import type { ClockMove } from "#lib/domain/clock-move.ts";
import { clockEnv, consoleEnv, paymentsEnv } from "#lib/platform/env.ts";
import { stripeConnection } from "#lib/stripe/connection.ts";
import { BILLING_JOBS } from "./billing-jobs.ts";
import { runJobsOnce } from "./run-jobs-once.ts";

/** Moves the time of this installation and does what becomes due. @returns Weir's time. @throws AppError as moveClock does */
export async function moveTime(move: ClockMove): Promise<Date> {
  const db = getDb();
  const stripe = stripeConnection();
  const parts = { db, stripe, env: consoleEnv() };
  return moveClock(
    {
      db,
      clockFile: clockEnv().WEIR_CLOCK_FILE ?? null,
      simulatorUrl: stripe?.isSimulated ? (paymentsEnv().STRIPE_SIM_URL ?? null) : null,
      runDueJobs: async (now) => {
        await runJobsOnce(BILLING_JOBS, parts, now);
      },
    },
    move,
  );
}
