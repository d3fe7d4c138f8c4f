import type { Db } from "#lib/data/client.ts";
import { Prisma } from "#prisma/generated/client.ts";

export type QueuedMessage = {
  readonly workspaceId: string;
  readonly messageKey: string;
  readonly topic: string;
  readonly payload: Readonly<Record<string, unknown>>;
};

/** The oldest messages that nobody has turned into mails. They are this transaction's alone; others get the next ones. */
export async function claimOutboxMessages(
  tx: Db,
  { topics, atMost }: { topics: readonly string[]; atMost: number },
): Promise<QueuedMessage[]> {
  const rows = await tx.$queryRaw<
    { workspace_id: string; message_key: string; topic: string; payload: Record<string, unknown> }[]
  >`SELECT workspace_id, message_key, topic, payload FROM outbox_messages
    WHERE delivered_at IS NULL AND topic IN (${Prisma.join([...topics])})
    ORDER BY created_at, workspace_id, message_key LIMIT ${atMost} FOR UPDATE SKIP LOCKED`;
  return rows.map((row) => ({
    workspaceId: row.workspace_id,
    messageKey: row.message_key,
    topic: row.topic,
    payload: row.payload,
  }));
}

/** Notes whom a message is to be mailed to, and that this is done for it. */
export async function insertMailDeliveries(
  tx: Db,
  { workspaceId, messageKey }: Pick<QueuedMessage, "workspaceId" | "messageKey">,
  userIds: readonly string[],
  now: Date,
): Promise<void> {
  await tx.mailDelivery.createMany({
    data: userIds.map((userId) => ({ workspaceId, messageKey, userId, createdAt: now, nextAttemptAt: now })),
    skipDuplicates: true,
  });
  await tx.outboxMessage.update({
    where: { workspaceId_messageKey: { workspaceId, messageKey } },
    data: { deliveredAt: now },
    select: { messageKey: true },
  });
}

export type DueDelivery = QueuedMessage & { readonly userId: string; readonly attempts: number };

/** A mail that is due, this transaction's alone; null when there is none that nobody else is sending. */
export async function claimMailDelivery(tx: Db, now: Date): Promise<DueDelivery | null> {
  const [row] = await tx.$queryRaw<
    {
      workspace_id: string;
      message_key: string;
      topic: string;
      payload: Record<string, unknown>;
      user_id: string;
      attempts: number;
    }[]
  >`SELECT workspace_id, message_key, topic, payload, user_id, attempts
    FROM mail_deliveries JOIN outbox_messages USING (workspace_id, message_key)
    WHERE next_attempt_at <= ${now}
    ORDER BY next_attempt_at, mail_deliveries.created_at LIMIT 1 FOR UPDATE OF mail_deliveries SKIP LOCKED`;
  if (!row) return null;
  const { workspace_id: workspaceId, message_key: messageKey, user_id: userId, ...rest } = row;
  return { workspaceId, messageKey, userId, ...rest };
}

/** Lets a mail server take longer than a transaction may otherwise pause. It holds no lock but that of one mail. */
export async function allowPause(tx: Db, pauseMs: number): Promise<void> {
  await tx.$executeRawUnsafe(`SET LOCAL idle_in_transaction_session_timeout = ${Math.round(pauseMs)}`);
}

export type MailAttempt = {
  readonly nextAttemptAt: Date | null;
  readonly sentAt: Date | null;
  readonly lastError: string | null;
};

/** Notes how an attempt ended. */
export async function writeMailAttempt(tx: Db, delivery: DueDelivery, attempt: MailAttempt): Promise<void> {
  const { workspaceId, messageKey, userId } = delivery;
  await tx.mailDelivery.update({
    where: { workspaceId_messageKey_userId: { workspaceId, messageKey, userId } },
    data: { ...attempt, attempts: delivery.attempts + 1 },
    select: { userId: true },
  });
}
