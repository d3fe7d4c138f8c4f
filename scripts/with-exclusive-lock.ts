import { setTimeout as delay } from "node:timers/promises";
import { tryExclusiveLock } from "./try-exclusive-lock.ts";

const POLL_MS = 200;

/** Does work that only one process may do at a time; the others wait. */
export async function withExclusiveLock<T>(socketPath: string, work: () => Promise<T>): Promise<T> {
  let release = await tryExclusiveLock(socketPath);
  while (!release) {
    await delay(POLL_MS);
    release = await tryExclusiveLock(socketPath);
  }
  try {
    return await work();
  } finally {
    release();
  }
}
