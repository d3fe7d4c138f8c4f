/** The one reader of the system clock. Everything else is given an instant. */
export type Clock = { now(): Date };

export const systemClock: Clock = { now: () => new Date() };

/** Milliseconds that only ever grow, for measuring how long something took. */
export function monotonicMs(): number {
  return performance.now();
}
