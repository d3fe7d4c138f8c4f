import { findAutoTopUp, maximumMessageKey, type StoredAutoTopUp, upsertAutoTopUp } from "#lib/data/auto-top-ups.ts";
import type { Db } from "#lib/data/client.ts";
import { lockFunds, readBalanceNanos } from "#lib/data/credit-entries.ts";
import { insertOutboxMessage } from "#lib/data/outbox-messages.ts";
import { findPastDueSince } from "#lib/data/overdue-accounts.ts";
import { findStripeCustomerId } from "#lib/data/stripe-customers.ts";
import { findTopUp, insertTopUp, type StoredTopUp, sumAutomaticTopUps, updateTopUp } from "#lib/data/top-ups.ts";
import { decideAutoTopUp, UNHEARD_AFTER_MS } from "#lib/domain/auto-top-up.ts";
import { type BillingPeriod, billingPeriodAt } from "#lib/domain/billing-period.ts";
import { type Nanos, toExactDollars } from "#lib/domain/money.ts";
import { paymentState } from "#lib/domain/plans/payment-state.ts";
import { newId } from "#lib/platform/ids.ts";
import { type ChargeOutcome, chargeSavedCard, findSavedCardCharge } from "#lib/stripe/charge-saved-card.ts";
import { topUpMetadata } from "#lib/stripe/top-up-metadata.ts";
import type { BillingWork } from "./billing-work.ts";
import { renewAutoTopUp } from "./renew-auto-top-up.ts";
import { settleAutoTopUp } from "./settle-auto-top-up.ts";
import { settlePayment } from "./settle-payment.ts";

/** Of one purchase: what is charged, under which number, and whether it was begun before. */
type Claim = {
  readonly topUpId: string;
  readonly amountNanos: Nanos;
  readonly sequence: number;
  readonly paymentIntentId: string | null;
  readonly isResumed: boolean;
};

type NothingToDo = "off" | "under_way" | "stopped_before" | "enough" | "read_only" | "monthly_maximum" | "given_up";

export type AutoTopUpRun =
  | { readonly outcome: "paid" | "processing" | "stopped"; readonly topUpId: string }
  | { readonly outcome: NothingToDo };

/**
 * Buys credits where a workspace's auto top-up says so, one purchase at a time however many ask, and looks up
 * the charge of one whose outcome is unknown. One that was not charged is charged under the same idempotency key while
 * the setting still wants it, and given up otherwise.
 * @throws when Stripe does not say what became of the charge: run it again later
 */
export async function runAutoTopUp(work: BillingWork, workspaceId: string): Promise<AutoTopUpRun> {
  const claim = await work.db.$transaction((tx) => claimPurchase(tx, workspaceId, work.now));
  if (typeof claim === "string") return { outcome: claim };
  const { topUpId } = claim;
  const charged = claim.paymentIntentId ? claim : await charge(work, workspaceId, claim);
  if (typeof charged === "string") return { outcome: charged };
  const { paymentIntentId } = charged;
  const topUp = paymentIntentId ? await settlePayment(work, { paymentIntentId }) : null;
  if (!topUp) {
    const failure = ("message" in charged && charged.message) || "No card is saved to charge.";
    await stopUncharged(work, { workspaceId, topUpId, failure });
    return { outcome: "stopped", topUpId };
  }
  if (topUp.state === "paid" || topUp.state === "processing") return { outcome: topUp.state, topUpId };
  return { outcome: topUp.state === "open" ? "processing" : "stopped", topUpId };
}

/** Decides and claims under the lock of the workspace's money. @returns why nothing is to be done, otherwise the claim */
async function claimPurchase(tx: Db, workspaceId: string, now: Date): Promise<Claim | NothingToDo> {
  await lockFunds(tx, workspaceId);
  const setting = await findAutoTopUp(tx, workspaceId);
  if (!setting) return "off";
  const balanceNanos = await readBalanceNanos(tx, workspaceId);
  const period = billingPeriodAt(now);
  const boughtNanos = await sumAutomaticTopUps(tx, workspaceId, period);
  const pastDueSince = await findPastDueSince(tx, workspaceId);
  const isReadOnly = paymentState({ pastDueSince }, now).kind === "read_only";
  const decision = decideAutoTopUp(setting, { balanceNanos, boughtNanos, isReadOnly });
  if (decision === "stopped") return "stopped_before";
  if (decision === "monthly_maximum") await tellMaximum(tx, workspaceId, { ...setting, boughtNanos, period, now });
  if (decision !== "buy" && decision !== "under_way") return decision;
  const { amountNanos, sequence } = setting;
  if (decision === "under_way") {
    const begun = setting.topUpId && (await findTopUp(tx, workspaceId, setting.topUpId));
    const isHandled = now.getTime() - setting.updatedAt.getTime() < UNHEARD_AFTER_MS;
    if (!begun || isHandled) return "under_way";
    await upsertAutoTopUp(tx, workspaceId, { ...setting, updatedAt: now });
    return resumed(begun, sequence);
  }
  const topUpId = newId("topUp", now);
  const purchase = { topUpId, amountNanos, isAutomatic: true, createdByUserId: null, createdAt: now };
  await insertTopUp(tx, workspaceId, purchase);
  await upsertAutoTopUp(tx, workspaceId, { ...setting, state: "charging", topUpId, updatedAt: now });
  return { topUpId, amountNanos, sequence, paymentIntentId: null, isResumed: false };
}

/** Told when it first keeps credits from being bought. */
async function tellMaximum(
  tx: Db,
  workspaceId: string,
  reached: Pick<StoredAutoTopUp, "monthlyMaxNanos" | "amountNanos"> & {
    boughtNanos: Nanos;
    period: BillingPeriod;
    now: Date;
  },
): Promise<void> {
  const { monthlyMaxNanos, amountNanos, boughtNanos, period, now } = reached;
  await insertOutboxMessage(tx, workspaceId, {
    messageKey: maximumMessageKey(period.key, monthlyMaxNanos),
    topic: "auto_top_up.maximum",
    payload: {
      maximum: toExactDollars(monthlyMaxNanos),
      bought: toExactDollars(boughtNanos),
      amount: toExactDollars(amountNanos),
      until: period.end.toISOString(),
    },
    createdAt: now,
  });
}

function resumed({ topUpId, amountNanos, paymentIntentId }: StoredTopUp, sequence: number): Claim {
  return { topUpId, amountNanos, sequence, paymentIntentId, isResumed: true };
}

/** Charges the saved card, or finds the charge that an earlier attempt has made. @returns why not, if it shall not be */
async function charge(
  work: BillingWork,
  workspaceId: string,
  claim: Claim,
): Promise<ChargeOutcome | "given_up" | "under_way"> {
  const { stripe, db, now } = work;
  const customerId = await findStripeCustomerId(db, workspaceId);
  if (!customerId) return { outcome: "no_card", paymentIntentId: null, message: null };
  const { topUpId, amountNanos, sequence } = claim;
  const metadata = topUpMetadata({ workspaceId, topUpId });
  if (claim.isResumed) {
    const made = await findSavedCardCharge(stripe, { customerId, metadata });
    if (made) return made;
    const renewed = await db.$transaction((tx) => renewAutoTopUp(tx, workspaceId, { topUpId, now }));
    if (renewed !== "charge") return renewed === "given_up" ? "given_up" : "under_way";
  }
  const idempotencyKey = `autotopup:${workspaceId}:${sequence}`;
  return chargeSavedCard(stripe, { customerId, amountNanos, metadata, idempotencyKey });
}

async function stopUncharged(
  { db, now, requestId }: BillingWork,
  { workspaceId, topUpId, failure }: { workspaceId: string; topUpId: string; failure: string },
): Promise<void> {
  await db.$transaction(async (tx) => {
    await lockFunds(tx, workspaceId);
    const begun = await findTopUp(tx, workspaceId, topUpId);
    if (begun?.state !== "open") return;
    const change = { state: "failed", failure, endedAt: now } as const;
    await updateTopUp(tx, workspaceId, topUpId, change);
    const topUp = { ...begun, ...change };
    await settleAutoTopUp(tx, workspaceId, { topUp, needsConfirmation: false, payUrl: null, now, requestId });
  });
}
