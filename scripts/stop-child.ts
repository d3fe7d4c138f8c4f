import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { isRunning } from "./is-running.ts";

const GRACE_MS = 8_000;
const POLL_MS = 20;

/** Ends a child that leads its own process group, and waits until nothing of the group is left. */
export async function stopChild(child: ChildProcess, signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
  if (child.pid === undefined) return;
  if (isRunning(child)) {
    child.kill(signal);
    await Promise.race([once(child, "exit"), delay(GRACE_MS, undefined, { ref: false })]);
  }
  if (isRunning(child)) {
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
  }
  await endGroup(child.pid);
}

/** What a leader left behind when it died too suddenly to stop it. SIGINT is how PostgreSQL is asked to stop cleanly. */
async function endGroup(group: number): Promise<void> {
  if (!signalGroup(group, "SIGINT") || (await isGroupGone(group))) return;
  signalGroup(group, "SIGKILL");
  await isGroupGone(group);
}

async function isGroupGone(group: number): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < GRACE_MS; waitedMs += POLL_MS) {
    if (!signalGroup(group, 0)) return true;
    await delay(POLL_MS);
  }
  return false;
}

function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, signal);
  } catch {
    return false;
  }
}
