import { errorChain } from "#lib/platform/error-chain.ts";
import { errorFrames } from "#lib/platform/error-frames.ts";
import { log } from "#lib/platform/log.ts";

type FailedRequest = { readonly path: string; readonly method: string };

/**
 * Logs an error that no screen or route caught, under the id that its reader is shown. Messages and queries are left
 * out, for they carry addresses and links.
 */
export function reportRequestError(error: unknown, { path, method }: FailedRequest): void {
  const [pathWithoutQuery] = path.split("?");
  log.error("console.screen_crashed", errorChain(error), {
    errorId: error instanceof Error && "digest" in error ? String(error.digest) : null,
    method,
    path: pathWithoutQuery,
    frames: errorFrames(error),
  });
}
