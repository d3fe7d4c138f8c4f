import type { Clock } from "#lib/platform/clock.ts";

/** A clock that can be moved forward, never back. */
export type MovableClock = Clock & {
  advanceTo(date: Date): void;
  /** How far it was moved so far. */
  offsetMs(): number;
};

/** Runs like another clock, ahead of it by what it was moved; over one that stands still, it stands still between moves. */
export function createMovableClock(base: Clock): MovableClock {
  let offsetMs = 0;
  const now = () => new Date(base.now().getTime() + offsetMs);
  return {
    now,
    offsetMs: () => offsetMs,
    advanceTo: (date) => {
      const aheadMs = date.getTime() - now().getTime();
      if (!(aheadMs >= 0)) throw new RangeError(`The clock is at ${now().toISOString()} and only moves forward.`);
      offsetMs += aheadMs;
    },
  };
}
