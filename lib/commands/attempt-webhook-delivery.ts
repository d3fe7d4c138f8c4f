import { findAlertWebhook } from "#lib/data/alert-webhooks.ts";
import type { Database } from "#lib/data/client.ts";
import { endDelivery, readWebhookMessage, writeWebhookAttempt } from "#lib/data/webhook-deliveries.ts";
import { deliveryWaitMs } from "#lib/domain/alerts/delivery-attempts.ts";
import { webhookBody } from "#lib/domain/alerts/webhook-body.ts";
import { postWebhook, type WebhookAnswer } from "#lib/mail/webhook/post-webhook.ts";
import { webhookHeaders } from "#lib/mail/webhook/webhook-signature.ts";
import { realClock } from "#lib/platform/clock.ts";
import { type SecretEnv, validWebhookSecrets } from "./webhook-secrets.ts";

const REMOVED = "The webhook was removed.";
/** A claim outlasts the longest call. */
export const WEBHOOK_CLAIM_MS = 60_000;

export type WebhookWork = {
  readonly db: Database;
  readonly env: SecretEnv;
  readonly now: Date;
  /** Given by tests, which have no public address. */
  readonly post?: typeof postWebhook;
};

type Claimed = { readonly workspaceId: string; readonly deliveryId: string; readonly attempts: number };

/** Makes one attempt at a delivery that the caller has claimed, and notes how it went. Outside of any transaction. */
export async function attemptWebhookDelivery(
  { db, env, now, post = postWebhook }: WebhookWork,
  { workspaceId, deliveryId, attempts }: Claimed,
  { isRepeated }: { isRepeated: boolean },
): Promise<WebhookAnswer> {
  const webhook = await findAlertWebhook(db, workspaceId);
  if (!webhook) {
    await endDelivery(db, workspaceId, deliveryId, REMOVED);
    return { status: null, error: REMOVED };
  }
  const message = await readWebhookMessage(db, workspaceId, deliveryId);
  const body = webhookBody({ workspaceId, ...message });
  const secrets = validWebhookSecrets(webhook, { workspaceId, now, env });
  // The receiver compares the instant with its own clock.
  const headers = webhookHeaders({ id: deliveryId, at: realClock.now(), body }, secrets);
  const answer: WebhookAnswer =
    secrets.length === 0
      ? { status: null, error: "The secret can no longer be read. Rotate it." }
      : await post({ url: webhook.url, headers, body });
  const waitMs = isRepeated ? deliveryWaitMs(attempts) : null;
  const isDelivered = answer.error === null;
  await writeWebhookAttempt(db, workspaceId, deliveryId, {
    url: webhook.url,
    deliveredAt: isDelivered ? now : null,
    nextAttemptAt: isDelivered || waitMs === null ? null : new Date(now.getTime() + waitMs),
    lastStatus: answer.status,
    lastError: answer.error,
  });
  return answer;
}
