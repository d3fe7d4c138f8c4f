import { monotonicMs } from "#lib/platform/clock.ts";
import type { Caller } from "./caller.ts";

const BURST_TOKENS = 32;

/** How fast the fleet answers: 0 tokens per second means without delay. */
export type Pace = { readonly tokensPerSecond: number; readonly firstTokenMs: number };

/** Gives a wait until the token of an index (0 is the first) is due, counted from now; late tokens catch up. */
export function paceTokens(pace: Pace, caller: Caller): (index: number) => Promise<void> {
  const startMs = monotonicMs() + pace.firstTokenMs;
  const tokenMs = pace.tokensPerSecond > 0 ? 1_000 / pace.tokensPerSecond : 0;
  return async (index) => {
    const waitMs = startMs + index * tokenMs - monotonicMs();
    if (waitMs > 0) await caller.wait(waitMs);
    else if (index % BURST_TOKENS === BURST_TOKENS - 1) await caller.breathe();
  };
}
