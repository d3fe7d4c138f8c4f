import { errorChain } from "#lib/platform/error-chain.ts";
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
