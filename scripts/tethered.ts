import { setTimeout as delay } from "node:timers/promises";
import { tetherToParent } from "#lib/platform/tether.ts";

const LONGEST_STOP_MS = 8_000;

/** Preloaded into a child process (node --import): when its parent is gone it is asked to stop, and then made to. */
tetherToParent(async () => {
  process.kill(process.pid, "SIGTERM");
  await delay(LONGEST_STOP_MS, undefined, { ref: false });
  killOwnGroup();
});

function killOwnGroup(): void {
  try {
    process.kill(-process.pid, "SIGKILL");
  } catch {
    // Not the leader of a group: only this process is ours to end.
  }
}
