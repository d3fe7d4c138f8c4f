export const MOST_DELIVERY_ATTEMPTS = 10;
const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 6 * 3_600_000;

/**
 * How long to wait after an attempt that failed: 30 s, and twice as long after each further one, up to 6 hours.
 * @param attempts how many were made
 * @returns milliseconds, or null after the tenth attempt: then it is given up
 */
export function deliveryWaitMs(attempts: number): number | null {
  if (attempts >= MOST_DELIVERY_ATTEMPTS) return null;
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.max(0, attempts - 1));
}
