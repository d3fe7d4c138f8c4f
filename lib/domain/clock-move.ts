import { billingPeriodAt } from "./billing-period.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Stripe charges a renewal an hour after it is due. */
const RENEWED_AFTER_MS = 2 * HOUR_MS;
/** By then the requests of the period before have ended, and its renewal is a draft yet. */
const CLOSED_AFTER_MS = HOUR_MS / 3;
/** Each day that passes is lived through, which takes a moment. */
export const LONGEST_MOVE_DAYS = 100;

export type ClockMove =
  | { readonly kind: "hour" | "day" | "next_month" }
  /** An instant as a form writes it, in UTC: "2026-12-05T10:00". */
  | { readonly kind: "to"; readonly at: string };

export type ClockTarget =
  | { readonly isPossible: true; readonly to: Date }
  | { readonly isPossible: false; readonly reason: "unreadable" | "not_ahead" | "too_far" };

/** Where a move leads from an instant, if it can be made: time only goes forward. */
export function clockTarget(move: ClockMove, now: Date): ClockTarget {
  const to = instantOf(move, now);
  if (!to) return { isPossible: false, reason: "unreadable" };
  if (to <= now) return { isPossible: false, reason: "not_ahead" };
  if (to.getTime() - now.getTime() > LONGEST_MOVE_DAYS * DAY_MS) return { isPossible: false, reason: "too_far" };
  return { isPossible: true, to };
}

/**
 * The instants at which a move stops on its way, at most a day apart and the last one where it leads. It also stops where
 * a period that has ended is closed, while its renewal is a draft, and where the renewal is charged.
 */
export function clockStops(from: Date, to: Date): Date[] {
  const stops: number[] = [];
  for (let ms = from.getTime() + DAY_MS; ms < to.getTime(); ms += DAY_MS) stops.push(ms);
  for (let period = billingPeriodAt(from); period.end < to; period = billingPeriodAt(period.end)) {
    stops.push(period.end.getTime() + CLOSED_AFTER_MS, period.end.getTime() + RENEWED_AFTER_MS);
  }
  const between = stops.filter((ms) => ms > from.getTime() && ms < to.getTime());
  return [...new Set(between)]
    .sort((one, other) => one - other)
    .map((ms) => new Date(ms))
    .concat(to);
}

/** When the next month has begun and its renewals are charged. */
export function afterRenewals(now: Date): Date {
  return new Date(billingPeriodAt(now).end.getTime() + RENEWED_AFTER_MS);
}

function instantOf(move: ClockMove, now: Date): Date | null {
  switch (move.kind) {
    case "hour":
      return new Date(now.getTime() + HOUR_MS);
    case "day":
      return new Date(now.getTime() + DAY_MS);
    case "next_month":
      return afterRenewals(now);
    case "to":
      return parseUtc(move.at);
  }
}

function parseUtc(text: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(text)) return null;
  const instant = new Date(`${text}Z`);
  return Number.isNaN(instant.getTime()) ? null : instant;
}
