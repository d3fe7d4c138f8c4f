import type { Db } from "#lib/data/client.ts";

/** Where a workspace's alerts are posted. Its secrets are sealed. */
export type StoredWebhook = {
  readonly url: string;
  readonly sealedSecret: string;
  readonly secretMadeAt: Date;
  /** Also signs, until the instant beside it. */
  readonly sealedPreviousSecret: string | null;
  readonly previousUntil: Date | null;
  readonly createdByUserId: string;
  readonly createdAt: Date;
};

const columns = {
  url: true,
  sealedSecret: true,
  secretMadeAt: true,
  sealedPreviousSecret: true,
  previousUntil: true,
  createdByUserId: true,
  createdAt: true,
} as const;

export function findAlertWebhook(db: Db, workspaceId: string): Promise<StoredWebhook | null> {
  return db.alertWebhook.findUnique({ where: { workspaceId }, select: columns });
}

export async function saveAlertWebhook(db: Db, workspaceId: string, webhook: StoredWebhook): Promise<void> {
  await db.alertWebhook.upsert({
    where: { workspaceId },
    create: { workspaceId, ...webhook },
    update: webhook,
    select: { workspaceId: true },
  });
}

/** Removes the webhook, and with it what still waits to be posted there. */
export async function deleteAlertWebhook(db: Db, workspaceId: string, reason: string): Promise<void> {
  await db.alertWebhook.deleteMany({ where: { workspaceId } });
  await db.webhookDelivery.updateMany({
    where: { workspaceId, nextAttemptAt: { not: null } },
    data: { nextAttemptAt: null, lastError: reason },
  });
}
