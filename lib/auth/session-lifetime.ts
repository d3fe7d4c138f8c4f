const DAY_MS = 24 * 60 * 60 * 1000;
const LIFETIME_MS = 30 * DAY_MS;

/** A session ends 30 days after it was last seen. */
export function sessionExpiry(seenAt: Date): Date {
  return new Date(seenAt.getTime() + LIFETIME_MS);
}

/** Sightings are written down at most once a day, so that reading a page rarely writes. */
export function isSightingDue(lastSeenAt: Date, now: Date): boolean {
  return now.getTime() - lastSeenAt.getTime() >= DAY_MS;
}
