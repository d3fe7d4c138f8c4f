export type StripeErrorType = "api_error" | "card_error" | "idempotency_error" | "invalid_request_error";

/** The inside of Stripe's error envelope. */
export type StripeErrorBody = {
  type: StripeErrorType;
  message: string;
  code?: string;
  decline_code?: string;
  param?: string;
  doc_url?: string;
  request_log_url?: string;
  [object: string]: unknown;
};

/** Thrown by a handler to answer with an error. A validation failure is not kept for its idempotency key. */
export class StripeFailure extends Error {
  readonly status: number;
  readonly body: StripeErrorBody;

  constructor(status: number, body: StripeErrorBody) {
    super(body.message);
    this.status = status;
    this.body = body;
  }
}

/** 400: the request cannot be done as it stands. */
export function invalidRequest(message: string, more: { code?: string; param?: string } = {}): StripeFailure {
  return new StripeFailure(400, { type: "invalid_request_error", message, ...more });
}

/** 400: a parameter that has to be there is not. */
export function parameterMissing(param: string): StripeFailure {
  return invalidRequest(`Missing required param: ${param}.`, { code: "parameter_missing", param });
}

/** 404 when the path names nothing, 400 when a parameter (`param`) does. */
export function resourceMissing(kind: string, id: string, param?: string): StripeFailure {
  return new StripeFailure(param === undefined || param === "id" ? 404 : 400, {
    type: "invalid_request_error",
    code: "resource_missing",
    message: `No such ${kind}: '${id}'`,
    param: param ?? "id",
  });
}
