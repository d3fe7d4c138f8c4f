import { consoleEnv } from "#lib/platform/env.ts";

/** What the sign-in pages show of the settings. */
export function signInScreen(): { brand: string; mailboxHref: string | null } {
  const { APP_NAME, WEIR_EMBEDDED, SMTP_URL } = consoleEnv();
  return { brand: APP_NAME, mailboxHref: WEIR_EMBEDDED && !SMTP_URL ? "/local/mailbox" : null };
}
