import { setTimeout as delay } from "node:timers/promises";
import { leaveStoppingToParent } from "#lib/platform/on-stop-signal.ts";
import { tetherToParent } from "#lib/platform/tether.ts";
import { STOPPED_BY_PARENT } from "./stopped-by-parent.ts";

const LONGEST_STOP_MS = 8_000;

/**
 * Preloaded into a child process (node --import): when its parent is gone, it and what it started are asked to stop,
 * and then made to. Children inherit the preload from it, but only the process that the variable was set for is meant.
 */
if (process.env.WEIR_TETHER) {
  if (process.env.WEIR_TETHER === STOPPED_BY_PARENT) leaveStoppingToParent();
  delete process.env.WEIR_TETHER;
  tetherToParent(async () => {
    signalOwnGroup("SIGTERM");
    await delay(LONGEST_STOP_MS, undefined, { ref: false });
    signalOwnGroup("SIGKILL");
  });
}

function signalOwnGroup(signal: NodeJS.Signals): void {
  try {
    process.kill(-process.pid, signal);
  } catch {
    process.kill(process.pid, signal);
  }
}
