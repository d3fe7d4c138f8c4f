import { type Context, requirePermission } from "#lib/context.ts";
import { findApiKey, markApiKeyRevoked } from "#lib/data/api-keys.ts";
import { insertAuditEntry } from "#lib/data/audit-entries.ts";
import { AppError } from "#lib/domain/errors.ts";
import { mayRevokeKey } from "#lib/domain/may-revoke-key.ts";

/** Revokes a key for good; every gateway refuses it within 5 seconds. A key that is revoked already stays so. */
export async function revokeApiKey(ctx: Context, input: { apiKeyId: string }): Promise<void> {
  requirePermission(ctx, "api_keys:revoke_own");
  const key = await findApiKey(ctx.db, ctx.workspaceId, input.apiKeyId);
  if (!key) throw new AppError("not_found", "This key does not exist in this workspace.");
  if (!mayRevokeKey(ctx.actor, key)) {
    throw new AppError("forbidden", "You can revoke keys that you created. Ask an owner or admin to revoke this one.");
  }
  await ctx.db.$transaction(async (tx) => {
    const isNew = await markApiKeyRevoked(tx, ctx.workspaceId, key.apiKeyId, ctx.now);
    if (!isNew) return;
    await insertAuditEntry(tx, {
      workspaceId: ctx.workspaceId,
      action: "api_key.revoked",
      actor: ctx.actor,
      targetType: "api_key",
      targetId: key.apiKeyId,
      before: { label: key.label, revokedAt: null },
      after: { label: key.label, revokedAt: ctx.now.toISOString() },
      ip: ctx.ip,
      requestId: ctx.requestId,
      at: ctx.now,
    });
  });
}
