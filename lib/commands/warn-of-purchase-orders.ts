import type { Database } from "#lib/data/client.ts";
import { listBoundedPurchaseOrders, listExpiringPurchaseOrders } from "#lib/data/expiring-terms.ts";
import { insertOutboxMessage } from "#lib/data/outbox-messages.ts";
import { readUsageSince } from "#lib/data/purchase-orders.ts";
import { contractServesUntil } from "#lib/domain/contract-end.ts";
import { toExactDollars } from "#lib/domain/money.ts";
import { purchaseOrderUsed, purchaseOrderWarning } from "#lib/domain/purchase-order-use.ts";

const DAY_MS = 86_400_000;
const WARNED_BEFORE_MS = 30 * DAY_MS;

/**
 * Queues a notice for every purchase order that expires within 30 days, and for every one of which 80% or all is used,
 * once for each. @returns how many were queued
 */
export async function warnOfPurchaseOrders(db: Database, now: Date): Promise<number> {
  return (await warnOfExpiry(db, now)) + (await warnOfUse(db, now));
}

async function warnOfExpiry(db: Database, now: Date): Promise<number> {
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

async function warnOfUse(db: Database, now: Date): Promise<number> {
  let count = 0;
  for (const order of await listBoundedPurchaseOrders(db)) {
    const { workspaceId, number, amountNanos, since } = order;
    const usageNanos = order.isPostpaid ? await readUsageSince(db, workspaceId, since) : 0n;
    const until = order.endsAt && contractServesUntil(order.endsAt);
    const usedNanos = purchaseOrderUsed({ ...order, until, usageNanos }, now);
    const percent = purchaseOrderWarning(amountNanos, usedNanos);
    if (percent === null) continue;
    const isNew = await insertOutboxMessage(db, workspaceId, {
      // Another amount of the same order is told of anew.
      messageKey: `purchase_order_used/${number}/${amountNanos}/${percent}`,
      topic: "purchase_order.used",
      payload: {
        number,
        percent: String(percent),
        used: toExactDollars(usedNanos),
        amount: toExactDollars(amountNanos),
      },
      createdAt: now,
    });
    if (isNew) count += 1;
  }
  return count;
}
