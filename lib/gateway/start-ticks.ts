import { log } from "#lib/platform/log.ts";

/** Runs a task every so often, until it is stopped. */
export type Ticks = {
  /** Resolves when no tick is running any more. */
  stop(): Promise<void>;
};

/** One tick at a time: what is due while one still runs is left out, so that a database that hangs piles up nothing. */
export function startTicks(everyMs: number, tick: () => Promise<unknown>, failedEvent: string): Ticks {
  let running: Promise<unknown> | null = null;
  const timer = setInterval(() => {
    running ??= tick()
      .catch((error) => log.error(failedEvent, error))
      .finally(() => {
        running = null;
      });
  }, everyMs);
  timer.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}
