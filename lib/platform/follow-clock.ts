import { followClockFile } from "./clock-file.ts";
import { clockEnv } from "./env.ts";

/**
 * Called first by every process: where the embedded mode names a clock file, Weir's time is what that file says.
 * @throws EnvError when a clock file is named outside the embedded mode
 */
export function followClock(onMoved?: () => void): void {
  const { WEIR_CLOCK_FILE } = clockEnv();
  if (WEIR_CLOCK_FILE !== undefined) followClockFile(WEIR_CLOCK_FILE, onMoved);
}
