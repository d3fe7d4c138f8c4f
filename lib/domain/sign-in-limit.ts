/** How far back attempts count. */
export const SIGN_IN_WINDOW_MS = 15 * 60_000;

const MAX_PER_EMAIL = 5;
const MAX_PER_IP = 20;

/** The sign-in mails sent within the last 15 minutes, and the instant of the oldest; null when there are none. */
export type EarlierAttempts = { readonly count: number; readonly oldestAt: Date | null };

export type SignInLimit = { readonly allowed: true } | { readonly allowed: false; readonly retryAfterSeconds: number };

/**
 * Whether one more sign-in mail may be sent: at most 5 to an email and 20 from an IP address in any 15 minutes.
 * `retryAfterSeconds`, from 1 to 900, is when the oldest mail leaves the window; refused attempts do not count.
 */
export function signInLimit(
  earlier: { readonly toEmail: EarlierAttempts; readonly fromIp: EarlierAttempts },
  now: Date,
): SignInLimit {
  const waitMs = Math.max(waitFor(earlier.toEmail, MAX_PER_EMAIL, now), waitFor(earlier.fromIp, MAX_PER_IP, now));
  return waitMs === 0 ? { allowed: true } : { allowed: false, retryAfterSeconds: Math.ceil(waitMs / 1000) };
}

/** Milliseconds; a whole window where the oldest is unknown, so that a wrong caller refuses rather than lets through. */
function waitFor(attempts: EarlierAttempts, max: number, now: Date): number {
  if (attempts.count < max) return 0;
  const oldestMs = attempts.oldestAt?.getTime() ?? now.getTime();
  return Math.min(Math.max(oldestMs + SIGN_IN_WINDOW_MS - now.getTime(), 1), SIGN_IN_WINDOW_MS);
}
