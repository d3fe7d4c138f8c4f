import { findAutoTopUp, type StoredAutoTopUp, upsertAutoTopUp } from "#lib/data/auto-top-ups.ts";
import type { Db } from "#lib/data/client.ts";
import { lockFunds, readBalanceNanos } from "#lib/data/credit-entries.ts";
import { findPastDueSince } from "#lib/data/overdue-accounts.ts";
import { findTopUp, type StoredTopUp, sumAutomaticTopUps, updateTopUp } from "#lib/data/top-ups.ts";
import { decideAutoTopUp } from "#lib/domain/auto-top-up.ts";
import { billingPeriodAt } from "#lib/domain/billing-period.ts";
import { paymentState } from "#lib/domain/plans/payment-state.ts";

/**
 * Decides afresh, by the setting, balance and period of now, whether a purchase that was begun before and never charged
 * is charged after all. If so, it counts for the period of now; otherwise it has failed and buying goes on as it is set.
 */
export async function renewAutoTopUp(
  tx: Db,
  workspaceId: string,
  { topUpId, now }: { topUpId: string; now: Date },
): Promise<"charge" | "given_up" | "settled_before"> {
  await lockFunds(tx, workspaceId);
  const setting = await findAutoTopUp(tx, workspaceId);
  const topUp = await findTopUp(tx, workspaceId, topUpId);
  if (setting?.topUpId !== topUpId || setting.state !== "charging" || topUp?.state !== "open") return "settled_before";
  if (await isStillWanted(tx, workspaceId, { setting, topUp, now })) {
    await updateTopUp(tx, workspaceId, topUpId, { createdAt: now });
    return "charge";
  }
  const failure = "It was not charged: auto top-up or the balance has changed since.";
  await updateTopUp(tx, workspaceId, topUpId, { state: "failed", failure, endedAt: now });
  await upsertAutoTopUp(tx, workspaceId, {
    ...setting,
    state: setting.stoppedReason === null ? "ready" : "stopped",
    sequence: setting.sequence + 1,
    topUpId: null,
    updatedAt: now,
  });
  return "given_up";
}

async function isStillWanted(
  tx: Db,
  workspaceId: string,
  { setting, topUp, now }: { setting: StoredAutoTopUp; topUp: StoredTopUp; now: Date },
): Promise<boolean> {
  const { amountNanos, createdAt } = topUp;
  if (setting.stoppedReason !== null || amountNanos > setting.amountNanos) return false;
  const balanceNanos = await readBalanceNanos(tx, workspaceId);
  const period = billingPeriodAt(now);
  const isCounted = createdAt >= period.start && createdAt < period.end;
  const boughtNanos = (await sumAutomaticTopUps(tx, workspaceId, period)) - (isCounted ? amountNanos : 0n);
  const isReadOnly = paymentState({ pastDueSince: await findPastDueSince(tx, workspaceId) }, now).kind === "read_only";
  const facts = { balanceNanos, boughtNanos, isReadOnly };
  return decideAutoTopUp({ ...setting, amountNanos, state: "ready" }, facts) === "buy";
}
