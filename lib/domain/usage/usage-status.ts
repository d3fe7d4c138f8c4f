import { ERROR_CLASSES, type ErrorClass, type Outcome } from "#lib/domain/usage/usage-event.ts";

/** How a request ended and, where it was not served, who it failed for. */
export type UsageStatus = Exclude<Outcome, "failed"> | ErrorClass;

/** Those that are paid for first. */
export const PAID_STATUSES = ["succeeded", "client_closed", "interrupted"] as const;
export const USAGE_STATUSES: readonly UsageStatus[] = [...PAID_STATUSES, ...ERROR_CLASSES];

/** The status of a stored request. An interrupted one also has the class of our error, and is paid for. */
export function usageStatusOf({
  outcome,
  errorClass,
}: {
  readonly outcome: Outcome;
  readonly errorClass: ErrorClass | null;
}): UsageStatus {
  if (outcome !== "failed") return outcome;
  if (errorClass === null) throw new RangeError("A failed request has an error class");
  return errorClass;
}
