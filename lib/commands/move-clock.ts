import { setTimeout as delay } from "node:timers/promises";
import type { Db } from "#lib/data/client.ts";
import { ensureUsagePartitions } from "#lib/data/usage-partitions.ts";
import { type ClockMove, clockStops, clockTarget, LONGEST_MOVE_DAYS } from "#lib/domain/clock-move.ts";
import { AppError } from "#lib/domain/errors.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { moveClockFile } from "#lib/platform/clock-file.ts";

/** By when every process has seen a change of the clock file. */
const SEEN_MS = 500;
const LONGEST_ANSWER_MS = 60_000;

export type ClockMoveParts = {
  readonly db: Db;
  /** Null where Weir's time cannot be moved. */
  readonly clockFile: string | null;
  /** Of simulated payments, whose time goes with Weir's; null where there are none. */
  readonly simulatorUrl: string | null;
  /** Does what is due at an instant. */
  readonly runDueJobs: (now: Date) => Promise<void>;
};

/**
 * Moves Weir's time forward, day by day: each time first Weir's, then the payments', whose webhooks arrive before the
 * next, and then whatever is due is done. When it ends, every process has the new time. @returns Weir's time
 * @throws AppError not_found where time cannot be moved, invalid_input for a move that is not forward
 */
export async function moveClock(parts: ClockMoveParts, move: ClockMove): Promise<Date> {
  const { clockFile } = parts;
  if (clockFile === null) throw new AppError("not_found", "Time cannot be moved here.");
  const now = systemClock.now();
  const target = clockTarget(move, now);
  if (!target.isPossible) throw new AppError("invalid_input", REFUSALS[target.reason], { at: REFUSALS[target.reason] });
  await ensureUsagePartitions(parts.db, target.to, now);
  for (const stop of clockStops(now, target.to)) {
    // The steps before may have taken longer than is left until this one.
    if (stop > systemClock.now()) moveClockFile(clockFile, stop);
    if (parts.simulatorUrl !== null) await moveSimulator(parts.simulatorUrl, systemClock.now());
    await parts.runDueJobs(systemClock.now());
  }
  await delay(SEEN_MS);
  return systemClock.now();
}

const REFUSALS = {
  unreadable: "Type a day and a time, such as 2026-12-05 10:00.",
  not_ahead: "Time only moves forward. Choose a later one.",
  too_far: `Move at most ${LONGEST_MOVE_DAYS} days at once, and then further.`,
} as const;

/** Its time may be a moment ahead, and then stays there while what is due is done. */
async function moveSimulator(simulatorUrl: string, to: Date): Promise<void> {
  const url = `${simulatorUrl}/_control/clock`;
  const theirs = new Date((await ask(url)).now);
  const advance = Math.max(0, to.getTime() - theirs.getTime()) / 1_000;
  await ask(url, { method: "POST", body: JSON.stringify({ advance }) });
}

async function ask(url: string, init: RequestInit = {}): Promise<{ now: string }> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(LONGEST_ANSWER_MS) }).catch(() => null);
  if (response?.ok) return (await response.json()) as { now: string };
  throw new AppError(
    "service_unavailable",
    "The simulated payments do not answer, so their time was not moved. Weir's was, in part; move it again.",
  );
}
