import { type Context, requirePermission } from "#lib/context.ts";
import { findAlertWebhook } from "#lib/data/alert-webhooks.ts";
import { insertAuditEntry } from "#lib/data/audit-entries.ts";
import type { Db } from "#lib/data/client.ts";
import { insertOutboxMessage } from "#lib/data/outbox-messages.ts";
import { claimWebhookDelivery, queueWebhookDelivery } from "#lib/data/webhook-deliveries.ts";
import { EMAIL_TEST_TOPIC, WEBHOOK_TEST_TOPIC } from "#lib/domain/alerts/webhook-body.ts";
import { AppError } from "#lib/domain/errors.ts";
import { consoleEnv } from "#lib/platform/env.ts";
import { newId } from "#lib/platform/ids.ts";
import { attemptWebhookDelivery, WEBHOOK_CLAIM_MS, type WebhookWork } from "./attempt-webhook-delivery.ts";
import type { SecretEnv } from "./webhook-secrets.ts";

/** One test by each channel in so long. */
const PAUSE_MS = 10_000;

export type AlertChannel = "email" | "webhook";

/** `sent` by mail is on its way; a webhook has answered, or `error` says why not. */
export type TestAlertOutcome = { readonly outcome: "sent" | "received" | "failed"; readonly error: string | null };

type Options = { readonly env?: SecretEnv; readonly post?: WebhookWork["post"] };

/** Sends a test alert by one channel, to whoever would get a real one. A webhook is called once, at once. */
export async function sendTestAlert(
  ctx: Context,
  { channel }: { channel: AlertChannel },
  { env, post }: Options = {},
): Promise<TestAlertOutcome> {
  requirePermission(ctx, "spend_limits:set");
  const { db, workspaceId, now } = ctx;
  const deliveryId = newId("webhookDelivery", now);
  await db.$transaction((tx) => queueTest(tx, ctx, { channel, deliveryId }));
  if (channel === "email") return { outcome: "sent", error: null };
  const work = { db, env: env ?? consoleEnv(), now, ...(post && { post }) };
  const { error } = await attemptWebhookDelivery(work, { workspaceId, deliveryId, attempts: 1 }, { isRepeated: false });
  return { outcome: error === null ? "received" : "failed", error };
}

async function queueTest(
  tx: Db,
  ctx: Context,
  { channel, deliveryId }: { channel: AlertChannel; deliveryId: string },
): Promise<void> {
  const { workspaceId, now } = ctx;
  if (channel === "webhook" && !(await findAlertWebhook(tx, workspaceId))) {
    throw new AppError("not_found", "There is no webhook to test. Add one first.");
  }
  const message = {
    messageKey: `alert_test/${channel}/${Math.floor(now.getTime() / PAUSE_MS)}`,
    topic: channel === "email" ? EMAIL_TEST_TOPIC : WEBHOOK_TEST_TOPIC,
    payload: {},
    createdAt: now,
  };
  if (!(await insertOutboxMessage(tx, workspaceId, message))) {
    throw new AppError("rate_limited", "A test was sent a moment ago. Wait ten seconds and send another.");
  }
  if (channel === "webhook") {
    await queueWebhookDelivery(tx, { workspaceId, messageKey: message.messageKey, deliveryId, createdAt: now });
    const until = new Date(now.getTime() + WEBHOOK_CLAIM_MS);
    await claimWebhookDelivery(tx, workspaceId, { deliveryId, now, until });
  }
  await insertAuditEntry(tx, {
    workspaceId,
    action: "alert.tested",
    actor: ctx.actor,
    targetType: "workspace",
    targetId: workspaceId,
    before: null,
    after: { channel },
    ip: ctx.ip,
    requestId: ctx.requestId,
    at: now,
  });
}
