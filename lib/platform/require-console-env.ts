import { clockEnv, consoleEnv, EnvError, paymentsEnv } from "./env.ts";

/** Stops the process at its start, with one message, when a setting is missing or wrong. */
export function requireConsoleEnv(): void {
  try {
    consoleEnv();
    clockEnv();
    paymentsEnv();
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
