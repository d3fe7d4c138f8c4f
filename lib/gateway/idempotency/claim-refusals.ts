import { GatewayError } from "#lib/gateway/gateway-error.ts";

const TYPE = "invalid_request_error";

/** 409: the key was used for another body or route within 24 hours. */
export function keyReused(): GatewayError {
  return new GatewayError({
    status: 409,
    type: TYPE,
    code: "idempotency_key_reused",
    message: "This Idempotency-Key was used for a different request within the last 24 hours. Send a new key.",
    errorClass: "caller",
    isFinal: true,
  });
}

/** 409: the first request under the key has not ended. */
export function keyInProgress(): GatewayError {
  return new GatewayError({
    status: 409,
    type: TYPE,
    code: "idempotency_in_progress",
    message: "A request with this Idempotency-Key is still under way. Try again shortly to get its answer.",
    errorClass: "caller",
    retryAfterSeconds: 1,
    isWorthRepeating: true,
  });
}

/** 422: the answer was longer than what is kept, or was left before its end. Published: clients know the code. */
export function replayUnavailable(firstRequestId: string): GatewayError {
  return new GatewayError({
    status: 422,
    type: TYPE,
    code: "idempotency_replay_unavailable",
    message: `Request ${firstRequestId} was answered under this Idempotency-Key, but its answer is not kept: it was too long, or was left before its end. Nothing was billed again. Send a new key to generate another answer.`,
    errorClass: "caller",
    isFinal: true,
  });
}
