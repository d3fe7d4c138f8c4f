import { createHash } from "node:crypto";
import { findApiKey } from "#lib/data/api-keys.ts";
import type { Database, Db } from "#lib/data/client.ts";
import {
  allowPause,
  claimMailDelivery,
  type DueDelivery,
  type MailAttempt,
  writeMailAttempt,
} from "#lib/data/mail-deliveries.ts";
import { listMemberNames } from "#lib/data/members.ts";
import { findMailbox } from "#lib/data/notice-recipients.ts";
import { noticeMail } from "#lib/mail/notice-mail.ts";
import { NOTICE_TOPICS } from "#lib/mail/notices/notice-topics.ts";
import type { Mail } from "#lib/mail/send-mail.ts";
import type { ConsoleEnv } from "#lib/platform/env.ts";
import { errorChain } from "#lib/platform/error-chain.ts";
import { log } from "#lib/platform/log.ts";
import { deliverMail, type MailSettings } from "./deliver-mail.ts";

const MOST_ATTEMPTS = 12;
const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 6 * 3_600_000;
/** Above what a mail server may take in all. */
const LONGEST_SENDING_MS = 60_000;

export type SendMailsOptions = {
  db: Database;
  env: MailSettings & Pick<ConsoleEnv, "APP_URL" | "APP_NAME">;
  now: Date;
};

/**
 * Sends the mails that are due, each by one sender only. One that fails is tried again, later and later, and given up
 * after twelve attempts. A mail whose sender dies between the mail server's yes and the note of it is sent again, under
 * the same message id.
 * @returns how many were sent
 */
export async function sendMails(options: SendMailsOptions): Promise<number> {
  let count = 0;
  for (;;) {
    const outcome = await options.db.$transaction((tx) => sendNext(tx, options), { timeout: LONGEST_SENDING_MS });
    if (outcome === "none") return count;
    if (outcome === "sent") count += 1;
  }
}

async function sendNext(tx: Db, options: SendMailsOptions): Promise<"none" | "sent" | "not_sent"> {
  const { now } = options;
  await allowPause(tx, LONGEST_SENDING_MS);
  const delivery = await claimMailDelivery(tx, now);
  if (!delivery) return "none";
  try {
    const mail = await compose(tx, delivery, options);
    if (mail) await deliverMail(mail, { ...options, db: tx });
    await writeMailAttempt(tx, delivery, { sentAt: mail && now, nextAttemptAt: null, lastError: null });
    return mail ? "sent" : "not_sent";
  } catch (error) {
    await writeMailAttempt(tx, delivery, failedAttempt(delivery, error, now));
    return "not_sent";
  }
}

function failedAttempt({ topic, attempts }: DueDelivery, error: unknown, now: Date): MailAttempt {
  const lastError = errorChain(error);
  const isLast = attempts + 1 >= MOST_ATTEMPTS;
  log.warn(isLast ? "mail.given_up" : "mail.not_sent", { topic, attempts: attempts + 1, error: lastError });
  const waitMs = Math.min(FIRST_WAIT_MS * 2 ** attempts, LONGEST_WAIT_MS);
  return { sentAt: null, nextAttemptAt: isLast ? null : new Date(now.getTime() + waitMs), lastError };
}

/** Null where the person has left the workspace meanwhile. */
async function compose(tx: Db, delivery: DueDelivery, { env }: SendMailsOptions): Promise<Mail | null> {
  const { workspaceId, messageKey, userId, topic, payload } = delivery;
  const mailbox = await findMailbox(tx, workspaceId, userId);
  if (!mailbox) return null;
  const notice = NOTICE_TOPICS.get(topic)?.compose({
    workspaceName: mailbox.workspaceName,
    workspaceUrl: `${env.APP_URL}/${mailbox.slug}`,
    payload,
    scopeName: await scopeNameOf(tx, delivery),
  });
  if (!notice) throw new Error(`Nothing is mailed of ${topic}.`);
  const footer = `${env.APP_NAME} sends this to whoever looks after ${mailbox.workspaceName}.`;
  const mail = await noticeMail(mailbox.email, { ...notice, footer });
  const id = createHash("sha256").update(`${workspaceId}\n${messageKey}\n${userId}`).digest("hex").slice(0, 32);
  return { ...mail, messageId: `<${id}@${new URL(env.APP_URL).hostname}>` };
}

async function scopeNameOf(tx: Db, { workspaceId, payload }: DueDelivery): Promise<string | null> {
  const { scope, scopeId } = payload;
  if (typeof scopeId !== "string") return null;
  if (scope === "member") return (await listMemberNames(tx, workspaceId)).get(scopeId) ?? null;
  if (scope !== "api_key") return null;
  const key = await findApiKey(tx, workspaceId, scopeId);
  return key && `the key ${key.label}`;
}
