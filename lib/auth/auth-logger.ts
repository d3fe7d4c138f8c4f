import { log } from "#lib/platform/log.ts";

/**
 * next-auth's log. Only the names and codes of errors are written: their messages carry addresses, links and the
 * arguments of queries.
 */
export const authLogger = {
  error(error: Error) {
    log.warn("auth.failed", { errors: errorChain(error) });
  },
  warn(code: string) {
    log.warn("auth.warning", { code });
  },
  debug() {},
};

/** The names and codes of an error and its causes, outermost first. next-auth nests causes as `cause.err`. */
export function errorChain(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  const name = "code" in error ? `${error.name}(${String(error.code)})` : error.name;
  const { cause } = error;
  const inner = cause && typeof cause === "object" && "err" in cause ? cause.err : cause;
  return inner instanceof Error ? `${name} < ${errorChain(inner)}` : name;
}
