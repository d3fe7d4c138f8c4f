import { NextRequest } from "next/server";
import { consoleEnv } from "#lib/platform/env.ts";
import { auth } from "./auth.ts";
import { signInLinkSchema } from "./sign-in-link.ts";

const CALLBACK_PATH = "/api/auth/callback/email";

/**
 * Uses up a sign-in link. The form is sent by POST from our own confirm page only, so neither a mail scanner nor
 * another site can sign a browser in; next-auth reads the link from the query, at our own address whatever the Host.
 */
export async function completeSignIn(request: Request): Promise<Response> {
  const { APP_URL } = consoleEnv();
  if (request.headers.get("origin") !== new URL(APP_URL).origin) return new Response("Forbidden", { status: 403 });
  const form = await request.formData().catch(() => new FormData());
  const link = signInLinkSchema.safeParse(Object.fromEntries(form));
  if (!link.success) return Response.redirect(`${APP_URL}/sign-in/error?error=Verification`, 303);
  const callback = new NextRequest(`${APP_URL}${CALLBACK_PATH}?${new URLSearchParams(link.data)}`, {
    method: "POST",
    headers: withoutBody(request.headers),
  });
  return auth.handlers.POST(callback);
}

function withoutBody(original: Headers): Headers {
  const headers = new Headers(original);
  headers.delete("content-type");
  headers.delete("content-length");
  return headers;
}
