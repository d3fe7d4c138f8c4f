import { afterRenewals, LONGEST_MOVE_DAYS } from "#lib/domain/clock-move.ts";
import { clockOffsetMs, systemClock } from "#lib/platform/clock.ts";
import { clockEnv } from "#lib/platform/env.ts";

const MINUTE_MS = 60_000;

/** Weir's time where it can be moved. Instants are ISO text. */
export type ClockPageView = {
  now: string;
  /** Whole minutes by which it is ahead of the real time. */
  aheadMinutes: number;
  /** When the next month has begun and its renewals are charged. */
  nextMonth: string;
  longestMoveDays: number;
};

/** Null where Weir's time cannot be moved. */
export function loadClockPage(): ClockPageView | null {
  if (clockEnv().WEIR_CLOCK_FILE === undefined) return null;
  const now = systemClock.now();
  return {
    now: now.toISOString(),
    aheadMinutes: Math.round(clockOffsetMs() / MINUTE_MS),
    nextMonth: afterRenewals(now).toISOString(),
    longestMoveDays: LONGEST_MOVE_DAYS,
  };
}
