import { setTimeout as delay } from "node:timers/promises";

const POLL_MS = 100;

/** Waits until an address answers with success. @throws when it has not within the time, or when the signal aborts */
export async function untilHealthy(url: string, limitMs: number, signal: AbortSignal): Promise<void> {
  const timedOut = AbortSignal.timeout(limitMs);
  const ended = AbortSignal.any([signal, timedOut]);
  while (!ended.aborted) {
    const response = await fetch(url, { signal: ended, redirect: "manual" }).catch(() => null);
    await response?.body?.cancel();
    if (response?.ok) return;
    await delay(POLL_MS, undefined, { signal: ended }).catch(() => undefined);
  }
  if (timedOut.aborted) throw new Error(`${url} did not answer within ${limitMs / 1000} s.`);
  throw signal.reason;
}
