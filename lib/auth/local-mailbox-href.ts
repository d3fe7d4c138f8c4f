import { consoleEnv } from "#lib/platform/env.ts";

/** Where sign-in mails can be read when none are sent; null otherwise. */
export function localMailboxHref(): string | null {
  const { WEIR_EMBEDDED, SMTP_URL } = consoleEnv();
  return WEIR_EMBEDDED && !SMTP_URL ? "/local/mailbox" : null;
}
