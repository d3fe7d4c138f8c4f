import { findApiKey } from "#lib/data/api-keys.ts";
import type { Database, Db } from "#lib/data/client.ts";
import { claimOutboxMessages, insertMailDeliveries, type QueuedMessage } from "#lib/data/mail-deliveries.ts";
import { listRecipients } from "#lib/data/notice-recipients.ts";
import { queueWebhookDelivery } from "#lib/data/webhook-deliveries.ts";
import { ALERT_TOPIC } from "#lib/domain/alerts/webhook-body.ts";
import { type Permission, ROLES, roleHasPermission } from "#lib/domain/permissions.ts";
import { NOTICE_TOPICS, type NoticeAudience } from "#lib/mail/notices/notice-topics.ts";
import { newId } from "#lib/platform/ids.ts";

const AT_ONCE = 50;
const TOPICS = [...NOTICE_TOPICS.keys()];

/** Who is told is whoever can do something about it. */
const ANSWERABLE: Record<NoticeAudience, Permission> = {
  payers: "payment_methods:change",
  limit_setters: "spend_limits:set",
};

/**
 * Turns each message of the outbox into the mails that tell of it, and an alert into a call of the webhook too: exactly once, however many do this at the same time.
 * @returns how many messages were turned
 */
export async function queueMails(db: Database, now: Date): Promise<number> {
  let count = 0;
  for (;;) {
    const turned = await db.$transaction(async (tx) => {
      const messages = await claimOutboxMessages(tx, { topics: TOPICS, atMost: AT_ONCE });
      for (const message of messages) {
        await insertMailDeliveries(tx, message, await recipientsOf(tx, message), now);
        if (message.topic === ALERT_TOPIC) {
          await queueWebhookDelivery(tx, { ...message, deliveryId: newId("webhookDelivery", now), createdAt: now });
        }
      }
      return messages.length;
    });
    count += turned;
    if (turned < AT_ONCE) return count;
  }
}

async function recipientsOf(tx: Db, message: QueuedMessage): Promise<string[]> {
  const topic = NOTICE_TOPICS.get(message.topic);
  if (!topic) return [];
  const roles = ROLES.filter((role) => roleHasPermission(role, ANSWERABLE[topic.audience]));
  return listRecipients(tx, message.workspaceId, { roles, userIds: await boundPerson(tx, message) });
}

/** Whom a limit bounds: the member, or whoever made the key. */
async function boundPerson(tx: Db, { workspaceId, payload }: QueuedMessage): Promise<string[]> {
  const { scope, scopeId } = payload;
  if (typeof scopeId !== "string") return [];
  if (scope === "member") return [scopeId];
  if (scope !== "api_key") return [];
  const key = await findApiKey(tx, workspaceId, scopeId);
  return key ? [key.createdByUserId] : [];
}
