const EVERY_MS = 1_000;
const LONGEST_MS = 30_000;
/** From here on doubling would pass the longest wait. */
const MOST_DOUBLINGS = 5;

/** How long to wait before the next refresh: doubled with each failure in a row. */
export function refreshInterval(failuresInARow: number): number {
  return Math.min(LONGEST_MS, EVERY_MS * 2 ** Math.min(failuresInARow, MOST_DOUBLINGS));
}
