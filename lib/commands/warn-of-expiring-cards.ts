import type { Database } from "#lib/data/client.ts";
import { listPayingCards } from "#lib/data/expiring-terms.ts";
import { insertOutboxMessage } from "#lib/data/outbox-messages.ts";
import { cardExpiry } from "#lib/domain/plans/card-expiry.ts";

const DAY_MS = 86_400_000;
const WARNED_BEFORE_MS = 30 * DAY_MS;

/**
 * Queues a notice for every card that pays for a plan and expires within 30 days, once for each card.
 * @returns how many were queued
 */
export async function warnOfExpiringCards(db: Database, now: Date): Promise<number> {
  const months = [monthOf(now), monthOf(new Date(now.getTime() + WARNED_BEFORE_MS))];
  let count = 0;
  for (const card of await listPayingCards(db, months)) {
    if (cardExpiry(card, now) !== "expires_soon") continue;
    const expires = `${String(card.expiresMonth).padStart(2, "0")}/${card.expiresYear}`;
    const isNew = await insertOutboxMessage(db, card.workspaceId, {
      messageKey: `card_expires/${card.brand}/${card.last4}/${expires}`,
      topic: "card.expires",
      payload: { brand: card.brand, last4: card.last4, expires },
      createdAt: now,
    });
    if (isNew) count += 1;
  }
  return count;
}

const monthOf = (instant: Date) => ({ year: instant.getUTCFullYear(), month: instant.getUTCMonth() + 1 });
