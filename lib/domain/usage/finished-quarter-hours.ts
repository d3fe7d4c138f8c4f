const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * MINUTE_MS;
/** No request lasts longer than ten minutes, and one more is for its settlement. */
const LONGEST_REQUEST_MS = 11 * MINUTE_MS;

/** Until when quarter hours are finished at an instant: no request that arrived in them is under way any more. */
export function finishedQuarterHours(now: Date): Date {
  return new Date(Math.floor((now.getTime() - LONGEST_REQUEST_MS) / QUARTER_MS) * QUARTER_MS);
}
