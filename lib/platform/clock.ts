/** The one reader of the system clock. Everything else is given an instant. */
export type Clock = { now(): Date };

/** Kept on the global object, because a bundled server may hold several copies of this module. */
const shared = globalThis as typeof globalThis & { weirClockOffsetMs?: number };

/**
 * The time of the world: for what keeps Weir safe (sessions, sign-in links and their limits, signatures of webhooks),
 * which a moved clock must neither end early nor keep open.
 */
export const realClock: Clock = { now: () => new Date() };

/** Weir's time: for everything that is billed, counted or told. In the embedded mode it can be ahead of the real time. */
export const systemClock: Clock = { now: () => new Date(Date.now() + (shared.weirClockOffsetMs ?? 0)) };

/** Milliseconds by which Weir's time is ahead of the real time. */
export function clockOffsetMs(): number {
  return shared.weirClockOffsetMs ?? 0;
}

/** Sets Weir's time ahead of the real time by so much in this process. A smaller offset than now changes nothing. */
export function advanceClockOffset(offsetMs: number): void {
  shared.weirClockOffsetMs = Math.max(clockOffsetMs(), offsetMs);
}

/** Milliseconds that only ever grow, for measuring how long something took. */
export function monotonicMs(): number {
  return performance.now();
}
