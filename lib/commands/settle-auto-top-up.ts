import { insertAuditEntry } from "#lib/data/audit-entries.ts";
import { findAutoTopUp, type StoredAutoTopUp, upsertAutoTopUp } from "#lib/data/auto-top-ups.ts";
import type { Db } from "#lib/data/client.ts";
import { insertOutboxMessage } from "#lib/data/outbox-messages.ts";
import type { StoredTopUp } from "#lib/data/top-ups.ts";
import { toExactDollars } from "#lib/domain/money.ts";

export type EndedPurchase = {
  readonly topUp: StoredTopUp;
  readonly needsConfirmation: boolean;
  readonly payUrl: string | null;
  readonly now: Date;
  readonly requestId: string | null;
};

/**
 * What an automatic purchase that has come to an end means for the next one: paid, it may follow; failed, buying by
 * itself stops and says why. Hold the lock of the workspace's money, and call it once for each new state.
 */
export async function settleAutoTopUp(tx: Db, workspaceId: string, ended: EndedPurchase): Promise<void> {
  const { topUp, now } = ended;
  const setting = await findAutoTopUp(tx, workspaceId);
  if (!setting || topUp.state === "processing" || topUp.state === "open") return;
  const isUnderWay = setting.state === "charging";
  const sequence = isUnderWay ? setting.sequence + 1 : setting.sequence;
  if (topUp.state === "paid") {
    // A purchase that was confirmed on Stripe's page after it had stopped leaves it stopped.
    const state = isUnderWay ? "ready" : setting.state;
    await upsertAutoTopUp(tx, workspaceId, { ...setting, state, sequence, payUrl: null, updatedAt: now });
    return;
  }
  await stop(tx, workspaceId, { ...setting, sequence }, ended);
}

async function stop(tx: Db, workspaceId: string, setting: StoredAutoTopUp, ended: EndedPurchase): Promise<void> {
  const { topUp, payUrl, now, requestId } = ended;
  const stoppedReason = reasonOf(ended);
  await upsertAutoTopUp(tx, workspaceId, { ...setting, state: "stopped", stoppedReason, payUrl, updatedAt: now });
  const facts = { reason: stoppedReason, amount: toExactDollars(topUp.amountNanos), topUpId: topUp.topUpId };
  await insertAuditEntry(tx, {
    workspaceId,
    action: "auto_top_up.stopped",
    actor: { type: "system", job: "billing" },
    targetType: "workspace",
    targetId: workspaceId,
    before: { state: "charging" },
    after: { state: "stopped", ...facts },
    ip: null,
    requestId,
    at: now,
  });
  await insertOutboxMessage(tx, workspaceId, {
    messageKey: `auto_top_up/${topUp.topUpId}/stopped`,
    topic: "auto_top_up.stopped",
    payload: { ...facts, payUrl },
    createdAt: now,
  });
}

function reasonOf({ topUp, needsConfirmation }: EndedPurchase): string {
  if (needsConfirmation) return "The bank wants the payment to be confirmed by its card holder.";
  return topUp.failure ?? "The payment was not made.";
}
