import { NANOS_PER_DOLLAR, type Nanos, parseDollars } from "./money.ts";
import { parseTopUpAmount } from "./top-up.ts";

/** A purchase of which nothing was heard for so long is taken up again: its few calls to Stripe end in half a minute each. */
export const UNHEARD_AFTER_MS = 300_000;

/** The most that a threshold or a monthly maximum may say. */
const MOST_BOUND_NANOS: Nanos = 1_000_000n * NANOS_PER_DOLLAR;

export type AutoTopUpState = "ready" | "charging" | "stopped";

export type AutoTopUpTerms = {
  readonly thresholdNanos: Nanos;
  readonly amountNanos: Nanos;
  readonly monthlyMaxNanos: Nanos;
};

/** As a person types it, in dollars. */
export type AutoTopUpInput = { readonly threshold: string; readonly amount: string; readonly monthlyMax: string };

export type ParsedAutoTopUp =
  | { readonly isValid: true; readonly terms: AutoTopUpTerms }
  | { readonly isValid: false; readonly fieldErrors: Readonly<Record<string, string>> };

/** Reads the terms of buying by itself; every one is required, the monthly maximum above all. */
export function parseAutoTopUp(input: AutoTopUpInput): ParsedAutoTopUp {
  const thresholdNanos = parseDollars(input.threshold);
  const monthlyMaxNanos = parseDollars(input.monthlyMax);
  const amount = parseTopUpAmount(input.amount);
  const fieldErrors: Record<string, string> = {};
  if (thresholdNanos === null || thresholdNanos <= 0n || thresholdNanos > MOST_BOUND_NANOS) {
    fieldErrors.threshold = "Type the balance below which credits are bought, such as 20: at most $1,000,000.";
  }
  if (!amount.isValid) fieldErrors.amount = "Type an amount from $5 to $10,000 in whole cents.";
  const isBelowOne = amount.isValid && monthlyMaxNanos !== null && monthlyMaxNanos < amount.amountNanos;
  if (monthlyMaxNanos === null || isBelowOne || monthlyMaxNanos > MOST_BOUND_NANOS) {
    fieldErrors.monthlyMax = "Type the most to buy in a month: at least one purchase, at most $1,000,000.";
  }
  if (thresholdNanos === null || monthlyMaxNanos === null || !amount.isValid || Object.keys(fieldErrors).length > 0) {
    return { isValid: false, fieldErrors };
  }
  return { isValid: true, terms: { thresholdNanos, amountNanos: amount.amountNanos, monthlyMaxNanos } };
}

export type AutoTopUpFacts = {
  readonly balanceNanos: Nanos;
  /** Bought by it in this period. */
  readonly boughtNanos: Nanos;
  readonly isReadOnly?: boolean;
};

/** Whether the period has no room for one more purchase. */
export function isMaximumReached(
  { amountNanos, monthlyMaxNanos }: Pick<AutoTopUpTerms, "amountNanos" | "monthlyMaxNanos">,
  boughtNanos: Nanos,
): boolean {
  return boughtNanos + amountNanos > monthlyMaxNanos;
}

/** Whether credits are bought now; none are while an overdue payment keeps them from being spent. Decide it under the lock of the workspace's money. Amounts in nano-dollars. */
export function decideAutoTopUp(
  setting: AutoTopUpTerms & { readonly isEnabled: boolean; readonly state: AutoTopUpState },
  { balanceNanos, boughtNanos, isReadOnly = false }: AutoTopUpFacts,
): "buy" | "off" | "under_way" | "stopped" | "enough" | "read_only" | "monthly_maximum" {
  if (setting.state === "charging") return "under_way";
  if (!setting.isEnabled) return "off";
  if (setting.state === "stopped") return "stopped";
  if (balanceNanos >= setting.thresholdNanos) return "enough";
  if (isReadOnly) return "read_only";
  return isMaximumReached(setting, boughtNanos) ? "monthly_maximum" : "buy";
}
