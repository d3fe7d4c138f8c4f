import { clockEnv, consoleEnv, EnvError } from "./env.ts";

/** Stops the process at its start, with one message, when a setting is missing or wrong. */
export function requireConsoleEnv(): void {
  try {
    consoleEnv();
    clockEnv();
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
