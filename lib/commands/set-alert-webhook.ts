import { type Context, requirePermission } from "#lib/context.ts";
import { findAlertWebhook, saveAlertWebhook } from "#lib/data/alert-webhooks.ts";
import { insertAuditEntry } from "#lib/data/audit-entries.ts";
import { lockWorkspace } from "#lib/data/workspaces.ts";
import { parseWebhookUrl, WEBHOOK_URL_MAX } from "#lib/domain/alerts/webhook-url.ts";
import { AppError } from "#lib/domain/errors.ts";
import { newWebhookSecret } from "#lib/mail/webhook/webhook-signature.ts";
import { consoleEnv } from "#lib/platform/env.ts";
import { type SecretEnv, sealWebhookSecret } from "./webhook-secrets.ts";

const REFUSALS = {
  unreadable: "Type the whole address, such as https://hooks.example.com/weir.",
  too_long: `Type an address of at most ${WEBHOOK_URL_MAX} characters.`,
  not_https: "Type an address that starts with https://. Alerts are not sent unencrypted.",
  has_password: "Leave out the name and password. The signature says who sent a call.",
  not_public:
    "Type an address with a public name. Addresses of this machine, of local networks and bare IP addresses are not called.",
} as const;

/**
 * Sets where alerts are posted. The first address gets a secret; another one keeps it.
 * @returns the secret where it is new: it is shown this once
 */
export async function setAlertWebhook(
  ctx: Context,
  input: { url: string },
  env: SecretEnv = consoleEnv(),
): Promise<{ secret: string | null }> {
  requirePermission(ctx, "spend_limits:set");
  const { workspaceId, actor, now } = ctx;
  if (actor.type !== "user") throw new AppError("forbidden", "A webhook is set up by a person.");
  const parsed = parseWebhookUrl(input.url);
  if (!parsed.isValid) throw new AppError("invalid_input", REFUSALS[parsed.reason], { url: REFUSALS[parsed.reason] });
  const { url } = parsed;
  return ctx.db.$transaction(async (tx) => {
    await lockWorkspace(tx, workspaceId);
    const before = await findAlertWebhook(tx, workspaceId);
    if (before?.url === url) return { secret: null };
    const secret = before ? null : newWebhookSecret();
    const made = (text: string) => ({
      sealedSecret: sealWebhookSecret(text, workspaceId, env),
      secretMadeAt: now,
      sealedPreviousSecret: null,
      previousUntil: null,
      createdByUserId: actor.userId,
      createdAt: now,
    });
    const kept = before ?? (secret === null ? null : made(secret));
    if (!kept) throw new Error("A new webhook has a secret");
    await saveAlertWebhook(tx, workspaceId, { ...kept, url });
    await insertAuditEntry(tx, {
      workspaceId,
      action: "alert_webhook.set",
      actor,
      targetType: "alert_webhook",
      targetId: workspaceId,
      before: before && { host: new URL(before.url).host },
      after: { host: new URL(url).host },
      ip: ctx.ip,
      requestId: ctx.requestId,
      at: now,
    });
    return { secret };
  });
}
