/** Published: by when every gateway process has heard of a change. */
const LONGEST_SPREAD_MS = 5_000;

/**
 * The earliest instant from which a price that is written now may count. Every gateway has heard of it by then, so that
 * the same instant divides old and new price on all of them.
 */
export function earliestPriceStart(now: Date): Date {
  return new Date(now.getTime() + LONGEST_SPREAD_MS);
}
