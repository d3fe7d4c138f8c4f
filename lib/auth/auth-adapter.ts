import type { Adapter, AdapterUser } from "next-auth/adapters";
import { registerUser } from "#lib/commands/register-user.ts";
import type { Database } from "#lib/data/client.ts";
import { deleteEndedSessions, deleteSession, findSession, insertSession } from "#lib/data/sessions.ts";
import { insertSignInToken, takeSignInToken } from "#lib/data/sign-in-tokens.ts";
import { findUserByEmail, markEmailVerified, type UserRow } from "#lib/data/users.ts";
import type { Clock } from "#lib/platform/clock.ts";
import type { RequestOrigin } from "./request-origin.ts";
import { sessionExpiry } from "./session-lifetime.ts";
import { hashSessionToken } from "./session-token.ts";
import { signInLinkExpiry } from "./sign-in-link.ts";

type AuthAdapterOptions = {
  db: Database;
  /** When people joined. */
  clock: Clock;
  /** When sessions and links end: the browser's cookies do by the real time, which nothing can move. */
  safetyClock: Clock;
  origin: RequestOrigin;
};

/** next-auth's storage on our tables. It hashes link tokens itself; session tokens are hashed here. */
export function authAdapter({ db, clock, safetyClock, origin }: AuthAdapterOptions): Adapter {
  return {
    ...userMethods(db, clock, origin),
    ...sessionMethods(db, safetyClock, origin),
    ...linkMethods(db, safetyClock),
  };
}

function userMethods(db: Database, clock: Clock, { ip, requestId }: RequestOrigin): Adapter {
  return {
    async getUserByEmail(email) {
      const user = await findUserByEmail(db, email);
      return user && toAdapterUser(user);
    },
    async createUser({ email }) {
      return toAdapterUser(await registerUser(db, { email, now: clock.now(), requestId, ip }));
    },
    async updateUser({ id }) {
      return toAdapterUser(await markEmailVerified(db, id, clock.now()));
    },
  };
}

function sessionMethods(db: Database, clock: Clock, { ip, userAgent }: RequestOrigin): Adapter {
  return {
    async createSession({ sessionToken, userId }) {
      const now = clock.now();
      const expiresAt = sessionExpiry(now);
      await deleteEndedSessions(db, userId, now);
      const tokenHash = hashSessionToken(sessionToken);
      await insertSession(db, { tokenHash, userId, createdAt: now, expiresAt, ip, userAgent });
      return { sessionToken, userId, expires: expiresAt };
    },
    async getSessionAndUser(sessionToken) {
      const session = await findSession(db, hashSessionToken(sessionToken), clock.now());
      if (!session) return null;
      const { userId, expiresAt } = session;
      return { session: { sessionToken, userId, expires: expiresAt }, user: toAdapterUser(session) };
    },
    async deleteSession(sessionToken) {
      await deleteSession(db, hashSessionToken(sessionToken));
    },
  };
}

function linkMethods(db: Database, clock: Clock): Adapter {
  return {
    async createVerificationToken({ identifier, token }) {
      const now = clock.now();
      const expires = signInLinkExpiry(now);
      await insertSignInToken(db, { email: identifier, tokenHash: token, expiresAt: expires }, now);
      return { identifier, token, expires };
    },
    async useVerificationToken({ identifier, token }) {
      const taken = await takeSignInToken(db, { email: identifier, tokenHash: token });
      return taken && taken.expiresAt > clock.now() ? { identifier, token, expires: taken.expiresAt } : null;
    },
  };
}

function toAdapterUser({ userId, email, name, emailVerifiedAt }: UserRow): AdapterUser {
  return { id: userId, email, name, emailVerified: emailVerifiedAt };
}
