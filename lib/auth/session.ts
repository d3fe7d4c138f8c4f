import { cookies } from "next/headers";
import { cache } from "react";
import { getDb } from "#lib/data/database.ts";
import { realClock } from "#lib/platform/clock.ts";
import { consoleEnv } from "#lib/platform/env.ts";
import { resolveSession, type SignedInUser } from "./resolve-session.ts";
import { sessionCookie } from "./session-cookie.ts";

/** Who is signed in, read from the database once per request and never remembered beyond it. */
export const findSignedInUser = cache(async (): Promise<SignedInUser | null> => {
  const jar = await cookies();
  const token = jar.get(sessionCookie(consoleEnv().APP_URL).name)?.value;
  return token ? resolveSession(getDb(), token, realClock.now()) : null;
});
