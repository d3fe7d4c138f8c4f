import type { ActionResult } from "#lib/domain/action-result.ts";
import { ERROR_STATUS, type ErrorCode } from "#lib/domain/errors.ts";

export type ActionFailure = {
  message: string;
  /** To quote to support; null where the message says all there is to know. */
  requestId: string | null;
  fieldErrors: Readonly<Record<string, string>>;
};

type ActionError = Extract<ActionResult<unknown>, { ok: false }>["error"];

const SERVER_FAULT = 500;

/** What to tell of a refusal: an expected one explains itself, only a fault of ours needs an id. */
export function actionFailure({ code, message, requestId, fieldErrors = {} }: ActionError): ActionFailure {
  const status = isKnown(code) ? ERROR_STATUS[code] : SERVER_FAULT;
  return { message, requestId: status >= SERVER_FAULT ? requestId : null, fieldErrors };
}

function isKnown(code: string): code is ErrorCode {
  return Object.hasOwn(ERROR_STATUS, code);
}
