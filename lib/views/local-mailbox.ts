import { getDb } from "#lib/data/database.ts";
import { listLocalMails } from "#lib/data/local-mails.ts";
import { consoleEnv } from "#lib/platform/env.ts";

const MAX_MAILS = 50;
const LINK = /https?:\/\/[^\s<>"]+/g;

/** A mail kept on this machine, ready to show. */
export type LocalMailView = {
  id: string;
  to: string;
  subject: string;
  text: string;
  /** ISO instant. */
  createdAt: string;
  links: string[];
};

/** The newest local mails first, to one normalised address or to all; null where there is no local mailbox. */
export async function loadLocalMailbox(to: string | null): Promise<LocalMailView[] | null> {
  if (!consoleEnv().WEIR_EMBEDDED) return null;
  const mails = await listLocalMails(getDb(), { to, limit: MAX_MAILS });
  return mails.map(({ sentAt, ...mail }) => ({
    ...mail,
    createdAt: sentAt.toISOString(),
    links: mail.text.match(LINK) ?? [],
  }));
}
