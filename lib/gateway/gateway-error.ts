import type { ErrorClass } from "#lib/domain/usage/usage-event.ts";

type ErrorDetails = {
  readonly status: number;
  readonly type: string;
  readonly code: string;
  readonly message: string;
  readonly param?: string;
  readonly errorClass: ErrorClass;
  readonly retryAfterSeconds?: number;
  /** Set where clients that repeat failures by themselves must not. */
  readonly isFinal?: true;
  /** Set where they should, though the status would not make them. */
  readonly isWorthRepeating?: true;
  /** Further facts for the error object. */
  readonly facts?: Readonly<Record<string, string | null>>;
};

/** A refusal or failure in OpenAI's error shape. Its message is written for the caller. */
export class GatewayError extends Error {
  readonly details: ErrorDetails;

  constructor(details: ErrorDetails) {
    super(details.message);
    this.name = "GatewayError";
    this.details = details;
  }
}

/** The `{ error: { message, type, param, code } }` that OpenAI's clients read. */
export function errorBody(error: GatewayError): {
  error: { message: string; type: string; param: string | null; code: string };
} {
  const { message, type, param, code, facts } = error.details;
  return { error: { message, type, param: param ?? null, code, ...facts } };
}

/** The headers that go with it. */
export function errorHeaders({ details }: GatewayError): Record<string, string> {
  return {
    ...(details.retryAfterSeconds === undefined ? {} : { "retry-after": String(details.retryAfterSeconds) }),
    ...(details.isFinal ? { "x-should-retry": "false" } : {}),
    ...(details.isWorthRepeating ? { "x-should-retry": "true" } : {}),
  };
}

/** 400: the body cannot be understood; `param` names the field that is wrong. */
export function invalidRequest(message: string, param?: string): GatewayError {
  return new GatewayError({
    status: 400,
    type: "invalid_request_error",
    code: "bad_request",
    message,
    errorClass: "caller",
    ...(param === undefined ? {} : { param }),
  });
}

/** 429: the key's bodies are made so that reading them takes the time of everybody else's. */
export function bodiesTooCostly(retryAfterSeconds: number): GatewayError {
  return new GatewayError({
    status: 429,
    type: "rate_limit_error",
    code: "rate_limit_exceeded",
    message:
      "The bodies that this API key sends take long to read. Send fewer and plainer ones, after as long as Retry-After says.",
    errorClass: "rate_limited",
    retryAfterSeconds,
  });
}

/** 429: so many bodies of the workspace are on their way that more could take the places of everybody else. */
export function bodiesTooMany(): GatewayError {
  return new GatewayError({
    status: 429,
    type: "rate_limit_error",
    code: "rate_limit_exceeded",
    message:
      "Too many request bodies of this workspace are on their way at once. Send them whole, and fewer at a time, after as long as Retry-After says.",
    errorClass: "rate_limited",
    retryAfterSeconds: 1,
  });
}

/** 401: no key, or one that is unknown, revoked or expired. */
export function invalidApiKey(message: string): GatewayError {
  return new GatewayError({
    status: 401,
    type: "invalid_request_error",
    code: "invalid_api_key",
    message,
    errorClass: "caller",
  });
}

/** 403: the plan does not include what was asked for. */
export function planNotAllowed(message: string): GatewayError {
  return new GatewayError({
    status: 403,
    type: "permission_error",
    code: "plan_not_allowed",
    message,
    errorClass: "caller",
  });
}

/** 403: the plan has not been paid for, and the grace is over. */
export function paymentOverdue(): GatewayError {
  return new GatewayError({
    status: 403,
    type: "permission_error",
    code: "payment_overdue",
    message:
      "A payment of this workspace is overdue, so requests are not served. An owner can pay it under Settings > Billing; " +
      "requests are served again as soon as it is paid.",
    errorClass: "caller",
    isFinal: true,
  });
}

/** 404: the workspace has no deployment of the model. The type is published, and clients read it. */
export function modelNotFound(modelId: string): GatewayError {
  return new GatewayError({
    status: 404,
    type: "model_not_found",
    code: "model_not_found",
    message: `The model "${modelId.slice(0, 100)}" is not deployed in this workspace. GET /v1/models lists the ones that are.`,
    param: "model",
    errorClass: "caller",
  });
}

/** 404: not a route of the gateway. */
export function routeNotFound(method: string, path: string): GatewayError {
  return new GatewayError({
    status: 404,
    type: "invalid_request_error",
    code: "unknown_url",
    message: `${method} ${path.slice(0, 100)} is not served here. Use /v1/chat/completions, /v1/responses, /v1/embeddings or /v1/models.`,
    errorClass: "caller",
  });
}

/** 413: the body is larger than so many bytes. */
export function bodyTooLarge(limitBytes: number): GatewayError {
  return new GatewayError({
    status: 413,
    type: "invalid_request_error",
    code: "request_too_large",
    message: `The request body is larger than ${Math.floor(limitBytes / 1_048_576)} MiB. Send a smaller one.`,
    errorClass: "caller",
  });
}

/** The upstream answered with a failure, or with something that cannot be metered. */
export function upstreamFailed(
  message = "The model server failed on this request. It was not billed; try again.",
): GatewayError {
  return new GatewayError({ status: 502, type: "server_error", code: "upstream_error", message, errorClass: "server" });
}

/** 504: the upstream accepted the request and then was silent for too long. */
export function upstreamTimedOut(): GatewayError {
  return new GatewayError({
    status: 504,
    type: "server_error",
    code: "upstream_timeout",
    message:
      "The model server did not answer in time. The request was not billed; try again, or ask for a shorter answer.",
    errorClass: "server",
  });
}

/** 504: the answer took longer than any may. Of a stream, what was generated until then is billed. */
export function requestTooLong(): GatewayError {
  return new GatewayError({
    status: 504,
    type: "server_error",
    code: "request_timeout",
    message:
      "The answer took too long and was cut. If it was streamed, what was generated until then is billed; if not, nothing is. " +
      "Ask for a shorter answer.",
    errorClass: "server",
  });
}

/** 503: something that Weir needs in order to serve and bill correctly is away for now, so nothing is served. */
export function serviceUnavailable(code: string, message: string): GatewayError {
  return new GatewayError({
    status: 503,
    type: "server_error",
    code,
    message,
    errorClass: "server",
    retryAfterSeconds: 5,
  });
}

/** 503: the model has no price, so it could not be billed. Waiting does not help, so clients must not repeat it. */
export function priceUnavailable(message: string): GatewayError {
  return new GatewayError({
    status: 503,
    type: "server_error",
    code: "price_unavailable",
    message,
    errorClass: "server",
    isFinal: true,
  });
}

/**
 * 503: the usage of a served request could not be stored, or it is not known whether it was. Repeated by itself, it
 * could be billed twice, so clients must not.
 */
export function notRecorded(): GatewayError {
  return new GatewayError({
    status: 503,
    type: "server_error",
    code: "metering_unavailable",
    message:
      "It is not known whether this request was billed. Look at Usage before you repeat it, or repeat it with the " +
      "Idempotency-Key that it had.",
    errorClass: "server",
    isFinal: true,
  });
}

/** 500: our own fault, of which the caller learns the request id and nothing else. */
export function internalError(requestId: string): GatewayError {
  return new GatewayError({
    status: 500,
    type: "server_error",
    code: "internal_error",
    message: `Something went wrong. Quote request ${requestId} to support.`,
    errorClass: "server",
  });
}
