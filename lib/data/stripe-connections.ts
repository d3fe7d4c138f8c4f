import type { Db } from "#lib/data/client.ts";

export type StoredConnection = {
  readonly webhookEndpointId: string | null;
  readonly webhookUrl: string | null;
  readonly sealedWebhookSecret: string | null;
  readonly polledUntil: Date | null;
};

/** What is kept for a key that Weir has used at Stripe; null for a new one. */
export function findStripeConnection(db: Db, fingerprint: string): Promise<StoredConnection | null> {
  return db.stripeConnection.findUnique({
    where: { fingerprint },
    select: { webhookEndpointId: true, webhookUrl: true, sealedWebhookSecret: true, polledUntil: true },
  });
}

export async function saveWebhook(
  db: Db,
  fingerprint: string,
  webhook: { webhookEndpointId: string; webhookUrl: string; sealedWebhookSecret: string },
): Promise<void> {
  await db.stripeConnection.upsert({
    where: { fingerprint },
    create: { fingerprint, ...webhook },
    update: webhook,
    select: { fingerprint: true },
  });
}

/** Notes up to when events were asked for; an instant before the noted one changes nothing. */
export async function savePolledUntil(db: Db, fingerprint: string, polledUntil: Date): Promise<void> {
  await db.stripeConnection.createMany({ data: [{ fingerprint }], skipDuplicates: true });
  await db.stripeConnection.updateMany({
    where: { fingerprint, OR: [{ polledUntil: null }, { polledUntil: { lt: polledUntil } }] },
    data: { polledUntil },
  });
}

/** Makes those who would change the webhook of a key wait for each other; the transaction may pause for Stripe. */
export async function lockStripeConnection(tx: Db, fingerprint: string): Promise<void> {
  await tx.$executeRaw`SELECT set_config('idle_in_transaction_session_timeout', '45000', true)`;
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`stripe_connection/${fingerprint}`}, 0))`;
}
