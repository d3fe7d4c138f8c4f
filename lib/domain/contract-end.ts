import { billingPeriodAt } from "./billing-period.ts";

const DAY_MS = 86_400_000;

/** Days before the end of a contract on which it is told, the earliest first. */
const WARNED_BEFORE_DAYS = [60, 30, 7] as const;

/**
 * The end of the billing period in which a contract ends: until then it is paid for and serves, as a plan does that is
 * cancelled.
 */
export function contractServesUntil(endsAt: Date): Date {
  return billingPeriodAt(new Date(endsAt.getTime() - 1)).end;
}

/** `last_period`: its subscription must not be renewed. `over`: the workspace is on Starter from now on. */
export type ContractPhase = "running" | "last_period" | "over";

/** Where a contract stands; without an end it runs. */
export function contractPhase(endsAt: Date | null, now: Date): ContractPhase {
  if (!endsAt) return "running";
  const until = contractServesUntil(endsAt);
  if (now >= until) return "over";
  return billingPeriodAt(now).end.getTime() === until.getTime() ? "last_period" : "running";
}

/** The warning of a contract's end that is due at an instant, in days before it; null when none is, or it has ended. */
export function contractWarning(endsAt: Date, now: Date): (typeof WARNED_BEFORE_DAYS)[number] | null {
  const leftMs = endsAt.getTime() - now.getTime();
  if (leftMs <= 0) return null;
  return WARNED_BEFORE_DAYS.findLast((days) => leftMs <= days * DAY_MS) ?? null;
}
