import { AppError, ERROR_STATUS, type FieldErrors } from "#lib/domain/errors.ts";
import { errorChain } from "#lib/platform/error-chain.ts";
import { errorFrames } from "#lib/platform/error-frames.ts";
import { log } from "#lib/platform/log.ts";

export type ErrorAnswer = {
  status: number;
  error: { code: string; message: string; requestId: string; fieldErrors?: FieldErrors };
};

/** The one place where an error becomes an answer. Only expected refusals speak; anything else shows its request id. */
export function answerError(error: unknown, requestId: string): ErrorAnswer {
  if (error instanceof AppError) {
    const { code, message, fieldErrors } = error;
    return { status: ERROR_STATUS[code], error: { code, message, requestId, ...(fieldErrors && { fieldErrors }) } };
  }
  // Messages of unknown errors carry addresses and the arguments of queries.
  log.error("console.request_crashed", errorChain(error), { requestId, frames: errorFrames(error) });
  return { status: 500, error: { code: "internal", message: "Something went wrong. Nothing was changed.", requestId } };
}
