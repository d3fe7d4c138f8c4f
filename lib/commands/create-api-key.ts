import { randomBytes } from "node:crypto";
import { type Context, requirePermission } from "#lib/context.ts";
import { countUnrevokedApiKeys, insertApiKey } from "#lib/data/api-keys.ts";
import { insertAuditEntry } from "#lib/data/audit-entries.ts";
import { lockWorkspace } from "#lib/data/workspaces.ts";
import {
  API_KEY_LABEL_MAX,
  API_KEY_RANDOM_BYTES,
  API_KEY_START,
  API_KEYS_PER_WORKSPACE,
  apiKeyPrefix,
  parseApiKeyLabel,
} from "#lib/domain/api-key.ts";
import { createKeyRefusal } from "#lib/domain/create-key-refusal.ts";
import { AppError } from "#lib/domain/errors.ts";
import { hashApiKeySecret } from "#lib/platform/hash-api-key-secret.ts";
import { newId } from "#lib/platform/ids.ts";

const DAY_MS = 86_400_000;

export type CreateApiKeyInput = { label: string; expiresInDays: number | null };

/** Makes a key and returns its secret, which is shown this once and stored only as a hash. */
export async function createApiKey(ctx: Context, input: CreateApiKeyInput): Promise<{ id: string; secret: string }> {
  requirePermission(ctx, "api_keys:create");
  if (ctx.actor.type !== "user") throw new AppError("forbidden", "API keys are created by people.");
  const refusal = createKeyRefusal(ctx.plan, { isAllowedByRole: true });
  if (refusal) throw new AppError("plan_not_allowed", refusal);
  const createdByUserId = ctx.actor.userId;
  const label = readLabel(input.label);
  const secret = API_KEY_START + randomBytes(API_KEY_RANDOM_BYTES).toString("hex");
  const id = newId("apiKey", ctx.now);
  const expiresAt = input.expiresInDays === null ? null : new Date(ctx.now.getTime() + input.expiresInDays * DAY_MS);

  await ctx.db.$transaction(async (tx) => {
    await lockWorkspace(tx, ctx.workspaceId);
    if ((await countUnrevokedApiKeys(tx, ctx.workspaceId)) >= API_KEYS_PER_WORKSPACE) {
      throw new AppError(
        "conflict",
        `A workspace has at most ${API_KEYS_PER_WORKSPACE} keys. Revoke one that is not used.`,
      );
    }
    await insertApiKey(tx, ctx.workspaceId, {
      apiKeyId: id,
      label,
      createdByUserId,
      createdAt: ctx.now,
      expiresAt,
      secretHash: hashApiKeySecret(secret),
      prefix: apiKeyPrefix(secret),
    });
    await insertAuditEntry(tx, {
      workspaceId: ctx.workspaceId,
      action: "api_key.created",
      actor: ctx.actor,
      targetType: "api_key",
      targetId: id,
      before: null,
      after: { label, prefix: apiKeyPrefix(secret), expiresAt: expiresAt?.toISOString() ?? null },
      ip: ctx.ip,
      requestId: ctx.requestId,
      at: ctx.now,
    });
  });
  return { id, secret };
}

function readLabel(text: string): string {
  const parsed = parseApiKeyLabel(text);
  if (parsed.isValid) return parsed.label;
  const message = {
    empty: "Give the key a label, such as the service that will use it.",
    too_long: `Shorten the label to ${API_KEY_LABEL_MAX} characters.`,
    control_character: "The label has characters that cannot be shown. Type it again.",
  }[parsed.reason];
  throw new AppError("invalid_input", message, { label: message });
}
