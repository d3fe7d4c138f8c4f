import { cookies } from "next/headers";
import { getDb } from "#lib/data/database.ts";
import { deleteSession } from "#lib/data/sessions.ts";
import { consoleEnv } from "#lib/platform/env.ts";
import { sessionCookie } from "./session-cookie.ts";
import { hashSessionToken } from "./session-token.ts";

/**
 * Ends this browser's session. Deletes the row itself rather than through next-auth, which would clear the cookie and
 * report success even when the row could not be deleted.
 */
export async function signOut(): Promise<void> {
  const { name, options } = sessionCookie(consoleEnv().APP_URL);
  const jar = await cookies();
  const token = jar.get(name)?.value;
  if (token) await deleteSession(getDb(), hashSessionToken(token));
  jar.set(name, "", { ...options, maxAge: 0 });
}
