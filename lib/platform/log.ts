import { systemClock } from "#lib/platform/clock.ts";

type Level = "info" | "warn" | "error";
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Structured logs, one JSON object a line. Never pass keys, prompts, emails or tokens. */
export const log = {
  info: (event: string, fields: LogFields = {}) => write("info", event, fields),
  warn: (event: string, fields: LogFields = {}) => write("warn", event, fields),
  error: (event: string, error: unknown, fields: LogFields = {}) =>
    write("error", event, { ...fields, ...errorFields(error) }),
};

function write(level: Level, event: string, fields: LogFields): void {
  process.stderr.write(`${JSON.stringify({ at: systemClock.now().toISOString(), level, event, ...fields })}\n`);
}

function errorFields(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: String(error) };
  return { error: error.message, errorName: error.name, stack: error.stack };
}
