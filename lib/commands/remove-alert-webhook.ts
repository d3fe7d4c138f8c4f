import { type Context, requirePermission } from "#lib/context.ts";
import { deleteAlertWebhook, findAlertWebhook } from "#lib/data/alert-webhooks.ts";
import { insertAuditEntry } from "#lib/data/audit-entries.ts";
import { lockWorkspace } from "#lib/data/workspaces.ts";

/** Removes the webhook; what still waited for it is given up and stays in the log. One that is gone already stays so. */
export async function removeAlertWebhook(ctx: Context): Promise<void> {
  requirePermission(ctx, "spend_limits:set");
  const { workspaceId } = ctx;
  await ctx.db.$transaction(async (tx) => {
    await lockWorkspace(tx, workspaceId);
    const before = await findAlertWebhook(tx, workspaceId);
    if (!before) return;
    await deleteAlertWebhook(tx, workspaceId, "The webhook was removed.");
    await insertAuditEntry(tx, {
      workspaceId,
      action: "alert_webhook.removed",
      actor: ctx.actor,
      targetType: "alert_webhook",
      targetId: workspaceId,
      before: { host: new URL(before.url).host },
      after: null,
      ip: ctx.ip,
      requestId: ctx.requestId,
      at: ctx.now,
    });
  });
}
