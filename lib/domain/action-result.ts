import type { FieldErrors } from "#lib/domain/errors.ts";

/** What a server action answers to the form that called it. */
export type ActionResult<T> =
  | { ok: true; data: T }
  | { ok: false; error: { code: string; message: string; requestId: string; fieldErrors?: FieldErrors } };
