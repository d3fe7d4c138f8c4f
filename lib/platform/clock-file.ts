import { readFileSync, renameSync, statSync, watch, writeFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { z } from "zod";
import { advanceClockOffset, clockOffsetMs, systemClock } from "./clock.ts";
import { log } from "./log.ts";

/** Files on some disks are changed without a notice, so they are looked at as well. */
const LOOK_MS = 250;
/** Dates of JavaScript end at about the year 275760; what is beyond this is a slip. */
const HIGHEST_OFFSET_MS = 100 * 366 * 86_400_000;

const fileSchema = z.object({ offsetMs: z.number().int().min(0).max(HIGHEST_OFFSET_MS) });

/**
 * Keeps this process's time at what a file says, from now on and within half a second of each change. A file that is
 * not there yet says nothing.
 * @returns what stops it
 * @throws when the file cannot be read as a clock
 */
export function followClockFile(path: string, onMoved: () => void = () => undefined): () => void {
  let seen = fingerprintOf(path);
  advanceClockOffset(readOffset(path));
  const look = () => {
    const found = fingerprintOf(path);
    if (found === seen) return;
    seen = found;
    const before = clockOffsetMs();
    try {
      advanceClockOffset(readOffset(path));
    } catch (error) {
      log.error("clock.not_read", error);
    }
    if (clockOffsetMs() > before) onMoved();
  };
  const stopWatching = watchFolder(path, look);
  const timer = setInterval(look, LOOK_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    stopWatching();
  };
}

/**
 * Moves Weir's time forward, for this process at once and for all that follow the file.
 * @throws RangeError when the instant is in the past of Weir's time
 */
export function moveClockFile(path: string, to: Date): void {
  advanceClockOffset(readOffset(path));
  const aheadMs = to.getTime() - systemClock.now().getTime();
  if (!(aheadMs >= 0)) throw new RangeError("Weir's time only moves forward.");
  const offsetMs = fileSchema.shape.offsetMs.parse(clockOffsetMs() + aheadMs);
  // In one go, so that two moves of this process cannot mix.
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, `${JSON.stringify({ offsetMs })}\n`);
  renameSync(unfinished, path);
  advanceClockOffset(offsetMs);
}

function readOffset(path: string): number {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return 0;
    throw error;
  }
  const result = fileSchema.safeParse(parseJson(text));
  if (!result.success)
    throw new Error(`${path} is no clock: ${z.prettifyError(result.error)} Delete it to start anew.`);
  return result.data.offsetMs;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** A file that is replaced gets another inode, so that two changes within a tick of its time are told apart. */
function fingerprintOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats ? `${stats.ino} ${stats.mtimeMs} ${stats.size}` : "";
}

/** The folder is watched, because the file is replaced and may not be there yet. */
function watchFolder(path: string, look: () => void): () => void {
  try {
    const name = basename(path);
    const watcher = watch(dirname(path), { persistent: false }, (_event, file) => {
      if (file === name) look();
    });
    watcher.once("error", () => watcher.close());
    return () => watcher.close();
  } catch {
    return () => undefined;
  }
}
