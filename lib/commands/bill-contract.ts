import type { Db } from "#lib/data/client.ts";
import { noteBilledTerms, readKeptContract } from "#lib/data/contracts.ts";
import { lockCustomer } from "#lib/data/stripe-customers.ts";
import { billingPeriodAt } from "#lib/domain/billing-period.ts";
import { billedTerms } from "#lib/domain/contract.ts";
import { contractPhase } from "#lib/domain/contract-end.ts";
import { AppError } from "#lib/domain/errors.ts";
import { isLive } from "#lib/domain/plans/planned-by-payment.ts";
import { cancelSubscription } from "#lib/stripe/cancel-subscription.ts";
import { changeContractSubscription } from "#lib/stripe/change-contract-subscription.ts";
import { createContractSubscription } from "#lib/stripe/create-contract-subscription.ts";
import { type BillingState, readBilling } from "#lib/stripe/read-billing.ts";
import { setCancelAtPeriodEnd } from "#lib/stripe/set-cancel-at-period-end.ts";
import type { BillingWork } from "./billing-work.ts";
import { fewAtOnce } from "./few-at-once.ts";
import { findOrMakeCustomer } from "./find-or-make-customer.ts";
import { syncBilling } from "./sync-billing.ts";

const LONGEST_CALLS = { maxWait: 15_000, timeout: 90_000 };

export type ContractCustomer = {
  readonly workspaceId: string;
  readonly workspaceName: string;
  /** Where invoices are sent. */
  readonly email: string;
  /** As invoices show it. */
  readonly lineName: string;
};

/**
 * Brings the contract's subscription at Stripe to its terms: made where there is none, changed where they differ, ended
 * where the contract costs nothing, and not renewed in the contract's last period. Whatever else the workspace paid for ends, and what is left of it is credited. The
 * same again changes nothing. @returns Stripe's customer
 */
export async function billContract(work: BillingWork, customer: ContractCustomer): Promise<{ customerId: string }> {
  const { db, stripe, now } = work;
  const { workspaceId } = customer;
  const customerId = await findOrMakeCustomer(work, {
    workspaceId,
    name: customer.workspaceName,
    email: customer.email,
  });
  const bill = async (tx: Db) => {
    await lockCustomer(tx, customerId);
    const contract = await readKeptContract(tx, workspaceId);
    if (!contract) throw new AppError("not_found", "This workspace has no contract.");
    const billing = await readBilling(stripe, customerId);
    const kept = contract.monthlyNanos > 0n ? contractSubscription(billing) : null;
    for (const id of billing.liveSubscriptionIds)
      if (id !== kept?.id) await cancelSubscription(stripe, { subscriptionId: id, now });
    const terms = contract.monthlyNanos > 0n ? billedTerms(contract) : null;
    const billed = { ...contract, name: customer.lineName };
    let billedId = kept?.id ?? null;
    if (terms !== null && !kept) {
      const made = await createContractSubscription(stripe, {
        ...billed,
        customerId,
        workspaceId,
        anchorAt: billingPeriodAt(now).end,
        idempotencyKey: `contract:${workspaceId}:${terms}:${billing.subscription?.id ?? customerId}`,
      });
      billedId = made.subscriptionId;
    } else if (kept && terms !== contract.billedTerms) {
      const idempotencyKey = `contract:${workspaceId}:${contract.billedTerms}:${terms}`;
      const { id: subscriptionId, itemId } = kept;
      await changeContractSubscription(stripe, { ...billed, subscriptionId, itemId, idempotencyKey });
    }
    const isEnding = contractPhase(contract.endsAt, now) !== "running";
    if (billedId && isEnding !== (kept?.isCancelling ?? false)) await setCancelAtPeriodEnd(stripe, billedId, isEnding);
    await noteBilledTerms(tx, workspaceId, terms);
  };
  await fewAtOnce(() => db.$transaction(bill, LONGEST_CALLS));
  await syncBilling(work, customerId);
  return { customerId };
}

function contractSubscription({ subscription }: BillingState) {
  return subscription?.plan === "enterprise" && isLive(subscription) ? subscription : null;
}
