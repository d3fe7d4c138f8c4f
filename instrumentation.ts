import type { Instrumentation } from "next";

/** Runs once when the console starts: a setting that is missing stops it here, not at the first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { requireConsoleEnv } = await import("#lib/platform/require-console-env.ts");
  requireConsoleEnv();
  const { followClock } = await import("#lib/platform/follow-clock.ts");
  followClock();
  const { requireOwnPayments } = await import("#lib/commands/require-own-payments.ts");
  const { getDb } = await import("#lib/data/database.ts");
  const { stripeConnection } = await import("#lib/stripe/connection.ts");
  await requireOwnPayments(getDb(), stripeConnection());
}

export const onRequestError: Instrumentation.onRequestError = async (error, request) => {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { reportRequestError } = await import("#lib/web/report-request-error.ts");
  reportRequestError(error, request);
};
