import type { Db } from "#lib/data/client.ts";
import type { QueuedMessage } from "#lib/data/mail-deliveries.ts";

export type NewWebhookDelivery = Pick<QueuedMessage, "workspaceId" | "messageKey"> & {
  readonly deliveryId: string;
  readonly createdAt: Date;
};

/** Queues a message for the workspace's webhook, where it has one. Once for each message. */
export async function queueWebhookDelivery(tx: Db, delivery: NewWebhookDelivery): Promise<void> {
  const { workspaceId, messageKey, deliveryId, createdAt } = delivery;
  await tx.$executeRaw`
    INSERT INTO webhook_deliveries (workspace_id, delivery_id, message_key, url, created_at, next_attempt_at)
    SELECT workspace_id, ${deliveryId}, ${messageKey}, url, ${createdAt}, ${createdAt}
    FROM alert_webhooks WHERE workspace_id = ${workspaceId}
    ON CONFLICT DO NOTHING`;
}

export type DueWebhookDelivery = {
  readonly workspaceId: string;
  readonly deliveryId: string;
  readonly attempts: number;
};

/** Takes deliveries that are due until an instant: should the process die meanwhile, they are due again from then on. */
export function claimWebhookDeliveries(
  db: Db,
  { now, until, atMost }: { now: Date; until: Date; atMost: number },
): Promise<DueWebhookDelivery[]> {
  return db.$queryRaw<DueWebhookDelivery[]>`
    UPDATE webhook_deliveries AS d SET attempts = d.attempts + 1, next_attempt_at = ${until}
    FROM (
      SELECT workspace_id, delivery_id FROM webhook_deliveries
      WHERE next_attempt_at <= ${now}
      ORDER BY next_attempt_at, workspace_id, delivery_id LIMIT ${atMost} FOR UPDATE SKIP LOCKED
    ) AS due
    WHERE d.workspace_id = due.workspace_id AND d.delivery_id = due.delivery_id
    RETURNING d.workspace_id AS "workspaceId", d.delivery_id AS "deliveryId", d.attempts`;
}

/** Takes one delivery, if it is due. @returns how many attempts there are with this one */
export async function claimWebhookDelivery(
  db: Db,
  workspaceId: string,
  { deliveryId, now, until }: { deliveryId: string; now: Date; until: Date },
): Promise<boolean> {
  const { count } = await db.webhookDelivery.updateMany({
    where: { workspaceId, deliveryId, nextAttemptAt: { lte: now } },
    data: { attempts: { increment: 1 }, nextAttemptAt: until },
  });
  return count === 1;
}

/** What a delivery is to tell. */
export async function readWebhookMessage(db: Db, workspaceId: string, deliveryId: string) {
  const [row] = await db.$queryRaw<{ topic: string; payload: Record<string, unknown>; createdAt: Date }[]>`
    SELECT topic, payload, outbox_messages.created_at AS "createdAt"
    FROM webhook_deliveries JOIN outbox_messages USING (workspace_id, message_key)
    WHERE workspace_id = ${workspaceId} AND delivery_id = ${deliveryId}`;
  if (!row) throw new Error("A delivery has a message");
  return row;
}

export type WebhookAttempt = {
  readonly url: string;
  readonly nextAttemptAt: Date | null;
  readonly deliveredAt: Date | null;
  readonly lastStatus: number | null;
  readonly lastError: string | null;
};

/** Notes how an attempt ended; what was removed meanwhile stays so. */
export async function writeWebhookAttempt(
  db: Db,
  workspaceId: string,
  deliveryId: string,
  attempt: WebhookAttempt,
): Promise<void> {
  await db.webhookDelivery.updateMany({
    where: { workspaceId, deliveryId, ...(attempt.nextAttemptAt && { nextAttemptAt: { not: null } }) },
    data: attempt,
  });
}

/** Gives a delivery up. */
export async function endDelivery(db: Db, workspaceId: string, deliveryId: string, reason: string): Promise<void> {
  await db.webhookDelivery.updateMany({
    where: { workspaceId, deliveryId },
    data: { nextAttemptAt: null, lastError: reason },
  });
}
