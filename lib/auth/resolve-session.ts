import type { Database } from "#lib/data/client.ts";
import { extendSession, findSession } from "#lib/data/sessions.ts";
import { isSightingDue, sessionExpiry } from "./session-lifetime.ts";
import { hashSessionToken } from "./session-token.ts";

export type SignedInUser = { userId: string; email: string; name: string | null };

/** The person a session token stands for at this instant, and moves the session's end as it is used. */
export async function resolveSession(db: Database, token: string, now: Date): Promise<SignedInUser | null> {
  const tokenHash = hashSessionToken(token);
  const session = await findSession(db, tokenHash, now);
  if (!session) return null;
  if (isSightingDue(session.lastSeenAt, now)) {
    await extendSession(db, tokenHash, { seenAt: now, expiresAt: sessionExpiry(now) });
  }
  return { userId: session.userId, email: session.email, name: session.name };
}
