import { type Context, hasPermission, requirePermission } from "#lib/context.ts";
import { type AlertLogLine, listAlertLog } from "#lib/data/alert-log.ts";
import { findAlertWebhook } from "#lib/data/alert-webhooks.ts";
import { listApiKeys } from "#lib/data/api-keys.ts";
import type { Db } from "#lib/data/client.ts";
import { listMembers } from "#lib/data/members.ts";
import { ALERT_TOPIC } from "#lib/domain/alerts/webhook-body.ts";
import { roleHasPermission } from "#lib/domain/permissions.ts";

const LINES_LISTED = 50;

export type AlertLogRow = {
  key: string;
  channel: "email" | "webhook";
  target: string;
  deliveryId: string | null;
  /** Such as "80% of the workspace’s limit". */
  subject: string;
  createdAt: string;
  state: "delivered" | "waiting" | "retrying" | "failed";
  attempts: number;
  nextAttemptAt: string | null;
  deliveredAt: string | null;
  error: string | null;
};

/** How a workspace is told of its spend limits. */
export type AlertChannelsView = {
  asOf: string;
  /** Null for who may not set limits: addresses of webhooks are secrets of their receivers. */
  channels: {
    /** Who gets the mails; whom a member's or key's limit bounds is told of it besides. */
    recipients: { name: string; email: string }[];
    webhook: { url: string; secretMadeAt: string; previousUntil: string | null } | null;
    log: AlertLogRow[];
  } | null;
};

/** Loads who is alerted and by what, and the newest alerts on their way. */
export async function loadAlertChannels(ctx: Context): Promise<AlertChannelsView> {
  requirePermission(ctx, "spend_limits:read");
  const asOf = ctx.now.toISOString();
  if (!hasPermission(ctx, "spend_limits:set")) return { asOf, channels: null };
  const { webhook, members, names, log } = await readAll(ctx.db, ctx);
  const isPreviousValid = webhook?.previousUntil && webhook.previousUntil > ctx.now;
  return {
    asOf,
    channels: {
      recipients: members
        .filter(({ role, suspendedAt }) => suspendedAt === null && roleHasPermission(role, "spend_limits:set"))
        .map(({ name, email }) => ({ name: name ?? email, email })),
      webhook: webhook && {
        url: webhook.url,
        secretMadeAt: webhook.secretMadeAt.toISOString(),
        previousUntil: isPreviousValid ? (webhook.previousUntil?.toISOString() ?? null) : null,
      },
      log: log.map((line) => logRow(line, names)),
    },
  };
}

async function readAll(db: Db, { workspaceId }: Context) {
  const [webhook, members, keys, log] = await Promise.all([
    findAlertWebhook(db, workspaceId),
    listMembers(db, workspaceId),
    listApiKeys(db, workspaceId),
    listAlertLog(db, workspaceId, LINES_LISTED),
  ]);
  const names = new Map([
    ...members.map(({ userId, name, email }) => [userId, name ?? email] as const),
    ...keys.map(({ apiKeyId, label }) => [apiKeyId, `the key ${label}`] as const),
  ]);
  return { webhook, members, names, log };
}

function logRow(line: AlertLogLine, names: ReadonlyMap<string, string>): AlertLogRow {
  const { channel, target, deliveryId, createdAt, attempts, nextAttemptAt, deliveredAt, lastError } = line;
  return {
    key: deliveryId ?? `${createdAt.toISOString()} ${target}`,
    channel,
    target,
    deliveryId,
    subject: subjectOf(line, names),
    createdAt: createdAt.toISOString(),
    state: stateOf(line),
    attempts,
    nextAttemptAt: nextAttemptAt?.toISOString() ?? null,
    deliveredAt: deliveredAt?.toISOString() ?? null,
    error: lastError,
  };
}

function stateOf({ deliveredAt, nextAttemptAt, attempts }: AlertLogLine): AlertLogRow["state"] {
  if (deliveredAt) return "delivered";
  if (!nextAttemptAt) return "failed";
  return attempts === 0 ? "waiting" : "retrying";
}

function subjectOf({ topic, payload }: AlertLogLine, names: ReadonlyMap<string, string>): string {
  if (topic !== ALERT_TOPIC) return "Test";
  const { scope, scopeId, threshold } = payload;
  const whose =
    scope === "workspace" ? "the workspace’s limit" : `the limit of ${names.get(String(scopeId)) ?? "a former member"}`;
  return threshold === "pace" ? `Pace towards ${whose}` : `${threshold}% of ${whose}`;
}
