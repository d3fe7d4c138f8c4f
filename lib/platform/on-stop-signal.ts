const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

let isStoppedByParent = false;

/**
 * From now on only the parent stops this process, by SIGTERM. Ctrl-C and a closed terminal are signals to everything that
 * runs there, and what is stopped by them stops in no order: a database before the gateway that has to bill into it.
 */
export function leaveStoppingToParent(): void {
  isStoppedByParent = true;
}

/** Calls `stop` once for the first signal that asks to stop. A terminal and npm both send one for a single Ctrl-C. */
export function onStopSignal(stop: (signal: NodeJS.Signals) => void): void {
  let isStopping = false;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (isStopping || (isStoppedByParent && signal !== "SIGTERM")) return;
      isStopping = true;
      stop(signal);
    });
  }
}
