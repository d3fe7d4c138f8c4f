import type { NextAuthConfig } from "next-auth";
import { deliverMail } from "#lib/commands/deliver-mail.ts";
import type { Database } from "#lib/data/client.ts";
import { signInMail } from "#lib/mail/sign-in-mail.ts";
import type { Clock } from "#lib/platform/clock.ts";
import type { ConsoleEnv } from "#lib/platform/env.ts";
import { authAdapter } from "./auth-adapter.ts";
import { authLogger } from "./auth-logger.ts";
import { emailAddress } from "./email-address.ts";
import { ownUrl } from "./own-url.ts";
import type { RequestOrigin } from "./request-origin.ts";
import { sessionCookie } from "./session-cookie.ts";
import { newSessionToken } from "./session-token.ts";
import { SIGN_IN_LINK_HOURS, signInLinkUrl } from "./sign-in-link.ts";

type AuthSetup = { env: ConsoleEnv; db: Database; clock: Clock; safetyClock: Clock; origin: RequestOrigin };
type EmailProvider = Extract<NextAuthConfig["providers"][number], { type: "email" }>;

/** How next-auth signs people in here: by email link, with sessions in the database. */
export function authConfig(setup: AuthSetup): NextAuthConfig {
  const { env } = setup;
  return {
    basePath: "/api/auth",
    secret: env.AUTH_SECRET,
    // Requests are given our own address before next-auth sees them, so no Host header is trusted by this.
    trustHost: true,
    useSecureCookies: env.APP_URL.startsWith("https:"),
    cookies: { sessionToken: sessionCookie(env.APP_URL) },
    session: { strategy: "database", generateSessionToken: newSessionToken },
    adapter: authAdapter(setup),
    providers: [emailProvider(setup)],
    pages: { signIn: "/sign-in", error: "/sign-in/error" },
    callbacks: { redirect: ({ url }) => ownUrl(url, env.APP_URL) },
    logger: authLogger,
  };
}

function emailProvider({ env, db, clock }: AuthSetup): EmailProvider {
  return {
    id: "email",
    type: "email",
    name: "Email",
    maxAge: SIGN_IN_LINK_HOURS * 60 * 60,
    normalizeIdentifier: (text) => emailAddress.parse(text),
    async sendVerificationRequest({ identifier, token, url }) {
      const callbackUrl = new URL(url).searchParams.get("callbackUrl") ?? "/";
      const link = signInLinkUrl(env.APP_URL, { email: identifier, token, callbackUrl });
      const mail = await signInMail({ to: identifier, appName: env.APP_NAME, link, validHours: SIGN_IN_LINK_HOURS });
      await deliverMail(mail, { env, db, now: clock.now() });
    },
  };
}
