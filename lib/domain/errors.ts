/** Every way a command or view may refuse, and the HTTP status it becomes. */
export const ERROR_STATUS = {
  invalid_input: 400,
  unauthenticated: 401,
  forbidden: 403,
  plan_not_allowed: 403,
  payment_overdue: 403,
  not_found: 404,
  conflict: 409,
  rate_limited: 429,
  service_unavailable: 503,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

/** Messages by field name, for the form that sent the input. */
export type FieldErrors = Readonly<Record<string, string>>;

/** An expected refusal: its message is written for the person who asked. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly fieldErrors: FieldErrors | undefined;

  constructor(code: ErrorCode, message: string, fieldErrors?: FieldErrors) {
    super(message);
    this.name = "AppError";
    this.code = code;
    this.fieldErrors = fieldErrors;
  }
}

/** Ends a switch over a closed union. */
export function unreachable(value: never): never {
  throw new Error(`Unexpected value: ${String(value)}`);
}
