import type { Db } from "#lib/data/client.ts";
import { insertLocalMail } from "#lib/data/local-mails.ts";
import { type Mail, sendMail } from "#lib/mail/send-mail.ts";
import type { ConsoleEnv } from "#lib/platform/env.ts";
import { newId } from "#lib/platform/ids.ts";

export type MailSettings = Pick<ConsoleEnv, "SMTP_URL" | "MAIL_FROM" | "WEIR_EMBEDDED">;
type Delivery = { env: MailSettings; db: Db; now: Date };

/** Sends a mail by the configured mail server, or into the local mailbox where the embedded mode has none. */
export async function deliverMail(mail: Mail, { env, db, now }: Delivery): Promise<void> {
  const keepLocally = ({ to, subject, text }: Mail) =>
    insertLocalMail(db, { id: newId("localMail", now), to, subject, text, sentAt: now });
  await sendMail(mail, {
    smtpUrl: env.SMTP_URL,
    from: env.MAIL_FROM,
    keepLocally: env.WEIR_EMBEDDED ? keepLocally : null,
  });
}
