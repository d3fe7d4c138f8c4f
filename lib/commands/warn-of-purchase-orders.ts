import type { Database } from "#lib/data/client.ts";
import { listExpiringPurchaseOrders } from "#lib/data/expiring-terms.ts";
import { insertOutboxMessage } from "#lib/data/outbox-messages.ts";

const DAY_MS = 86_400_000;
const WARNED_BEFORE_MS = 30 * DAY_MS;

/**
 * Queues a notice for every purchase order that expires within 30 days, once for each.
 * @returns how many were queued
 */
export async function warnOfPurchaseOrders(db: Database, now: Date): Promise<number> {
  let count = 0;
  const until = new Date(now.getTime() + WARNED_BEFORE_MS);
  for (const { workspaceId, number, expiresAt } of await listExpiringPurchaseOrders(db, { from: now, until })) {
    const isNew = await insertOutboxMessage(db, workspaceId, {
      messageKey: `purchase_order_expires/${number}/${expiresAt.toISOString()}`,
      topic: "purchase_order.expires",
      payload: { number, expiresAt: expiresAt.toISOString() },
      createdAt: now,
    });
    if (isNew) count += 1;
  }
  return count;
}
