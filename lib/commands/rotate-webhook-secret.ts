import { type Context, requirePermission } from "#lib/context.ts";
import { findAlertWebhook, saveAlertWebhook } from "#lib/data/alert-webhooks.ts";
import { insertAuditEntry } from "#lib/data/audit-entries.ts";
import { lockWorkspace } from "#lib/data/workspaces.ts";
import { AppError } from "#lib/domain/errors.ts";
import { newWebhookSecret } from "#lib/mail/webhook/webhook-signature.ts";
import { consoleEnv } from "#lib/platform/env.ts";
import { type SecretEnv, sealWebhookSecret } from "./webhook-secrets.ts";

/** For how long the secret before signs too, so that a receiver can change over without missing a call. */
const GRACE_MS = 24 * 3_600_000;

/** Makes a new secret; for a day calls are signed with both. @returns the new one, which is shown this once */
export async function rotateWebhookSecret(ctx: Context, env: SecretEnv = consoleEnv()): Promise<{ secret: string }> {
  requirePermission(ctx, "spend_limits:set");
  const { workspaceId, now } = ctx;
  const secret = newWebhookSecret();
  const previousUntil = new Date(now.getTime() + GRACE_MS);
  await ctx.db.$transaction(async (tx) => {
    await lockWorkspace(tx, workspaceId);
    const before = await findAlertWebhook(tx, workspaceId);
    if (!before) throw new AppError("not_found", "There is no webhook whose secret could be changed. Add one first.");
    await saveAlertWebhook(tx, workspaceId, {
      ...before,
      sealedSecret: sealWebhookSecret(secret, workspaceId, env),
      secretMadeAt: now,
      sealedPreviousSecret: before.sealedSecret,
      previousUntil,
    });
    await insertAuditEntry(tx, {
      workspaceId,
      action: "alert_webhook.rotated",
      actor: ctx.actor,
      targetType: "alert_webhook",
      targetId: workspaceId,
      before: { secretMadeAt: before.secretMadeAt.toISOString() },
      after: { secretMadeAt: now.toISOString(), previousUntil: previousUntil.toISOString() },
      ip: ctx.ip,
      requestId: ctx.requestId,
      at: now,
    });
  });
  return { secret };
}
