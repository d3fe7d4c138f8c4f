import { type Context, hasPermission, requirePermission } from "#lib/context.ts";
import { listApiKeys, type StoredApiKey } from "#lib/data/api-keys.ts";
import { listServedModelIds } from "#lib/data/deployments.ts";
import { listMemberNames } from "#lib/data/members.ts";
import { apiKeyState } from "#lib/domain/api-key.ts";
import { snippetModelId } from "#lib/domain/catalog/snippet-model-id.ts";
import { createKeyRefusal } from "#lib/domain/create-key-refusal.ts";
import { mayRevokeKey } from "#lib/domain/may-revoke-key.ts";

/** One key as listed: never its secret or hash. */
export type ApiKeyRow = {
  id: string;
  label: string;
  /** The first characters of the secret, "rp_live_3fa9", to tell keys apart. */
  prefix: string;
  createdAt: string;
  createdBy: string;
  lastUsedAt: string | null;
  expiresAt: string | null;
  revokedAt: string | null;
  state: "active" | "expired" | "revoked";
  canRevoke: boolean;
};

export type ApiKeysPageView = {
  /** Why no key can be created here, in words for the reader; null when one can. */
  createRefusal: string | null;
  /** The model that an example request names; null when the workspace serves no chat model. */
  snippetModelId: string | null;
  keys: ApiKeyRow[];
};

/** Loads Settings > API keys: all keys for those who may see all, else the reader's own. */
export async function loadApiKeysPage(ctx: Context): Promise<ApiKeysPageView> {
  requirePermission(ctx, "api_keys:read_own");
  const userId = ctx.actor.type === "user" ? ctx.actor.userId : "";
  const filter = hasPermission(ctx, "api_keys:read_all") ? {} : { createdByUserId: userId };
  const [keys, names, servedModelIds] = await Promise.all([
    listApiKeys(ctx.db, ctx.workspaceId, filter),
    listMemberNames(ctx.db, ctx.workspaceId),
    listServedModelIds(ctx.db, ctx.workspaceId),
  ]);
  return {
    createRefusal: createKeyRefusal(ctx.plan, {
      isAllowedByRole: hasPermission(ctx, "api_keys:create"),
      isReadOnly: ctx.payment.kind === "read_only",
    }),
    snippetModelId: snippetModelId(servedModelIds),
    keys: keys.map((key) => toRow(ctx, key, names.get(key.createdByUserId) ?? "A former member")),
  };
}

function toRow(ctx: Context, key: StoredApiKey, createdBy: string): ApiKeyRow {
  const state = apiKeyState(key, ctx.now);
  return {
    id: key.apiKeyId,
    label: key.label,
    prefix: key.prefix,
    createdAt: key.createdAt.toISOString(),
    createdBy,
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
    expiresAt: key.expiresAt?.toISOString() ?? null,
    revokedAt: key.revokedAt?.toISOString() ?? null,
    state,
    canRevoke: state !== "revoked" && mayRevokeKey(ctx.actor, key),
  };
}
