import type { Database } from "#lib/data/client.ts";
import { listEndingContracts } from "#lib/data/expiring-terms.ts";
import { findStripeCustomerId, lockCustomer } from "#lib/data/stripe-customers.ts";
import { billingPeriodAt } from "#lib/domain/billing-period.ts";
import { type ContractPhase, contractPhase } from "#lib/domain/contract-end.ts";
import { isLive } from "#lib/domain/plans/planned-by-payment.ts";
import { cancelSubscription } from "#lib/stripe/cancel-subscription.ts";
import type { StripeConnection } from "#lib/stripe/connection.ts";
import { NO_BILLING, readBilling } from "#lib/stripe/read-billing.ts";
import { setCancelAtPeriodEnd } from "#lib/stripe/set-cancel-at-period-end.ts";
import { applySubscription } from "./apply-subscription.ts";
import { fewAtOnce } from "./few-at-once.ts";
import { syncBilling } from "./sync-billing.ts";

const LONGEST_CALLS = { maxWait: 15_000, timeout: 60_000 };

type Ending = { readonly now: Date; readonly customerId: string; readonly phase: ContractPhase };

/**
 * Lets the subscription of a contract that is in its last period end with it, and moves the workspace to Starter once the
 * contract is over. A new end that the operator sets undoes the former. The same again changes nothing.
 * @returns how many contracts are in their last period, and how many workspaces were moved
 */
export async function endContracts(parts: {
  db: Database;
  /** Null where payments are not configured. */
  stripe: StripeConnection | null;
  now: Date;
}): Promise<{ ending: number; ended: number }> {
  const { db, stripe, now } = parts;
  const count = { ending: 0, ended: 0 };
  for (const { workspaceId, endsAt } of await listEndingContracts(db, { until: billingPeriodAt(now).end })) {
    const phase = contractPhase(endsAt, now);
    count[phase === "over" ? "ended" : "ending"] += 1;
    const customerId = stripe && (await findStripeCustomerId(db, workspaceId));
    if (stripe && customerId) {
      await endAtStripe(db, stripe, { customerId, phase, now });
      await syncBilling({ db, stripe, now, requestId: null }, customerId);
    } else if (phase === "over") {
      await db.$transaction((tx) => applySubscription(tx, { workspaceId, billing: NO_BILLING, now, requestId: null }));
    }
  }
  return count;
}

/** Where it was renewed before anybody looked, it ends at once, and what is left of it is credited or, unpaid, withdrawn. */
async function endAtStripe(db: Database, stripe: StripeConnection, { customerId, phase, now }: Ending): Promise<void> {
  const end = async () => {
    await db.$transaction(async (tx) => {
      await lockCustomer(tx, customerId);
      const { subscription } = await readBilling(stripe, customerId);
      if (subscription?.plan !== "enterprise" || !isLive(subscription)) return;
      if (phase === "over") await cancelSubscription(stripe, { subscriptionId: subscription.id, now });
      else if (!subscription.isCancelling) await setCancelAtPeriodEnd(stripe, subscription.id, true);
    }, LONGEST_CALLS);
  };
  await fewAtOnce(end);
}
