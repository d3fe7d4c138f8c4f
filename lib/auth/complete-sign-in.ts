import { NextRequest } from "next/server";
import { getDb } from "#lib/data/database.ts";
import { deleteSession } from "#lib/data/sessions.ts";
import { consoleEnv } from "#lib/platform/env.ts";
import { auth } from "./auth.ts";
import { ownUrl } from "./own-url.ts";
import { sessionCookie } from "./session-cookie.ts";
import { hashSessionToken } from "./session-token.ts";
import { type SignInLink, signInLinkSchema } from "./sign-in-link.ts";

const FORWARDED_HEADERS = ["x-forwarded-for", "user-agent"];

/**
 * Uses up a sign-in link. The form is sent by POST from our own confirm page only, so neither a mail scanner nor
 * another site can sign a browser in.
 */
export async function completeSignIn(request: NextRequest): Promise<Response> {
  const { APP_URL } = consoleEnv();
  if (request.headers.get("origin") !== new URL(APP_URL).origin) return new Response("Forbidden", { status: 403 });
  const form = await request.formData().catch(() => new FormData());
  const link = signInLinkSchema.safeParse(Object.fromEntries(form));
  if (!link.success) return Response.redirect(`${APP_URL}/sign-in/error?error=Verification`, 303);
  const response = await auth.handlers.POST(callbackRequest(request, link.data, APP_URL));
  await endReplacedSession(request, response, sessionCookie(APP_URL).name);
  return response;
}

/** next-auth reads the link from the query, and is asked at our own address whatever Host the browser named. */
function callbackRequest(request: NextRequest, { email, token, callbackUrl }: SignInLink, appUrl: string): NextRequest {
  const query = new URLSearchParams({ email, token, callbackUrl: ownUrl(callbackUrl, appUrl) });
  const headers = FORWARDED_HEADERS.map((name) => [name, request.headers.get(name) ?? ""] satisfies [string, string]);
  return new NextRequest(`${appUrl}/api/auth/callback/email?${query}`, { method: "POST", headers });
}

/** A browser has one session: the one it had before, its own or somebody else's, ends with its cookie. */
async function endReplacedSession(request: NextRequest, response: Response, cookieName: string): Promise<void> {
  const replaced = request.cookies.get(cookieName)?.value;
  const isSignedIn = response.headers.getSetCookie().some((cookie) => cookie.startsWith(`${cookieName}=`));
  if (replaced && isSignedIn) await deleteSession(getDb(), hashSessionToken(replaced));
}
