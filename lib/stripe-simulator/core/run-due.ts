import type { Account, Due } from "./account.ts";
import { timeByClock } from "./time-of.ts";

/** More steps than any real span of time needs: what falls due again without end is a bug. */
const MAX_STEPS = 100_000;

/**
 * Does everything that is due on one clock (a test clock, or null for the account's own) up to `untilSeconds`: always
 * the earliest, at its own moment, then looks again.
 */
export function runDueUntil(account: Account, testClock: string | null, untilSeconds: number): void {
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const next = earliestDue(account, testClock);
    if (next === null || next.atSeconds > untilSeconds) return;
    const before = account.momentSeconds;
    account.momentSeconds = next.atSeconds;
    try {
      next.run();
    } finally {
      account.momentSeconds = before;
    }
  }
  throw new Error(`Something falls due again and again at ${earliestDue(account, testClock)?.atSeconds}.`);
}

/** Does everything that is due on every clock of the account now. */
export function runDue(account: Account): void {
  for (const testClock of [null, ...account.tables.testClocks.keys()]) {
    runDueUntil(account, testClock, timeByClock(account, testClock));
  }
}

function earliestDue(account: Account, testClock: string | null): Due | null {
  let earliest: Due | null = null;
  for (const part of account.world.parts) {
    for (const due of part.due?.(account) ?? []) {
      if (due.testClock === testClock && (earliest === null || due.atSeconds < earliest.atSeconds)) earliest = due;
    }
  }
  return earliest;
}
