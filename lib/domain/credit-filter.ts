import { type BillingPeriod, parsePeriodKey } from "./billing-period.ts";
import { type CreditCause, isCreditCause } from "./credit-cause.ts";

/** Which lines of the credit history are meant; null for all causes or all periods. */
export type CreditFilter = { readonly cause: CreditCause | null; readonly period: BillingPeriod | null };

/** Reads a filter as an address holds it. What is no cause or period filters nothing. */
export function readCreditFilter(search: { readonly get: (name: string) => string | null }): CreditFilter {
  const cause = search.get("cause");
  const period = search.get("period");
  return {
    cause: cause !== null && isCreditCause(cause) ? cause : null,
    period: period === null ? null : parsePeriodKey(period),
  };
}

/** An address with the filter that it is read with. */
export function creditFilterAddress(
  path: string,
  { cause, periodKey }: { readonly cause: CreditCause | null; readonly periodKey: string | null },
  more: Readonly<Record<string, string>> = {},
): string {
  const pairs = { ...(cause && { cause }), ...(periodKey && { period: periodKey }), ...more };
  return Object.keys(pairs).length === 0 ? path : `${path}?${new URLSearchParams(pairs)}`;
}
