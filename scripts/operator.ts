import { createDb } from "#lib/data/client.ts";
import { AppError } from "#lib/domain/errors.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { followClockFile } from "#lib/platform/clock-file.ts";
import { connectStripe } from "#lib/stripe/connection.ts";
import { operatorHelp } from "#scripts/operator/operator-help.ts";
import { operatorSettings } from "#scripts/operator/operator-settings.ts";
import { commandOf, readOperatorCommand, UsageError } from "#scripts/operator/read-operator-command.ts";
import { runOperatorCommand } from "#scripts/operator/run-operator-command.ts";

/** @returns the exit code */
async function main(args: readonly string[]): Promise<number> {
  if (args.length === 0) {
    process.stdout.write(`${operatorHelp()}\n`);
    return 1;
  }
  try {
    const words = args.filter((word) => word !== "--help");
    if (words.length < args.length) {
      process.stdout.write(`${operatorHelp(words.length === 0 ? null : commandOf(words).command)}\n`);
      return 0;
    }
    const command = readOperatorCommand(args);
    const { databaseUrl, stripe, appName, clockFile } = operatorSettings(process.env);
    if (clockFile !== null) followClockFile(clockFile);
    const db = createDb(databaseUrl);
    try {
      const parts = { db, stripe: connectStripe(stripe), appName, now: systemClock.now() };
      process.stdout.write(`${await runOperatorCommand(parts, command)}\n`);
      return 0;
    } finally {
      await db.$disconnect();
    }
  } catch (error) {
    process.stderr.write(`${told(error)}\n`);
    return 1;
  }
}

function told(error: unknown): string {
  if (error instanceof UsageError) {
    return error.command ? `${error.message}\n\n${operatorHelp(error.command)}` : error.message;
  }
  if (error instanceof AppError) return error.message;
  return error instanceof Error ? error.message : String(error);
}

process.exit(await main(process.argv.slice(2)));
