import { insertAuditEntry } from "#lib/data/audit-entries.ts";
import { findBillingAccount } from "#lib/data/billing-accounts.ts";
import { type CardPage, findCardPage, lockCustomer, noteCardPage } from "#lib/data/stripe-customers.ts";
import type { SavedCard } from "#lib/stripe/read-checkout.ts";
import { setDefaultCard } from "#lib/stripe/set-default-card.ts";
import type { BillingWork } from "./billing-work.ts";
import { fewAtOnce } from "./few-at-once.ts";
import { oneAtATime } from "./one-at-a-time.ts";

const LONGEST_CALLS = { maxWait: 15_000, timeout: 60_000 };

export type CardToApply = {
  readonly workspaceId: string;
  readonly customerId: string;
  /** The page on which it was saved. */
  readonly sessionId: string;
  readonly card: SavedCard;
  /** Who opened the page. */
  readonly userId: string | null;
};

/**
 * Makes the card that was saved on a page the one that is paid with: once for each page, and never after the card of a
 * page that was completed later, in whatever order they are heard of.
 */
export async function applySavedCard({ db, stripe, now, requestId }: BillingWork, input: CardToApply): Promise<void> {
  const { workspaceId, customerId, sessionId, card, userId } = input;
  const page = { sessionId, savedAt: card.savedAt };
  if (!isNewer(page, await findCardPage(db, customerId))) return;
  const apply = async () => {
    await db.$transaction(async (tx) => {
      await lockCustomer(tx, customerId);
      if (!isNewer(page, await findCardPage(tx, customerId))) return;
      await setDefaultCard(stripe, customerId, card.paymentMethodId);
      await noteCardPage(tx, customerId, page);
      const account = await findBillingAccount(tx, workspaceId);
      const { cardBrand: brand = null, cardLast4: last4 = null } = account ?? {};
      await insertAuditEntry(tx, {
        workspaceId,
        action: "card.changed",
        actor: { type: "system", job: "billing" },
        targetType: "workspace",
        targetId: workspaceId,
        before: last4 === null ? null : { brand, last4 },
        after: { brand: card.brand, last4: card.last4, changedBy: userId },
        ip: null,
        requestId,
        at: now,
      });
    }, LONGEST_CALLS);
  };
  await oneAtATime(`billing of ${customerId}`, () => fewAtOnce(apply));
}

/** Stripe says seconds: of two pages of one second, the ids decide, so that the order in which they are heard does not. */
function isNewer(page: CardPage, applied: CardPage | null): boolean {
  if (!applied) return true;
  const laterMs = page.savedAt.getTime() - applied.savedAt.getTime();
  return laterMs > 0 || (laterMs === 0 && page.sessionId > applied.sessionId);
}
