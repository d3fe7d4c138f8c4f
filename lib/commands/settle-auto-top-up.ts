import { findAutoTopUp, upsertAutoTopUp } from "#lib/data/auto-top-ups.ts";
import type { Db } from "#lib/data/client.ts";
import type { StoredTopUp } from "#lib/data/top-ups.ts";
import { stopAutoTopUp } from "./stop-auto-top-up.ts";

export type EndedPurchase = {
  readonly topUp: StoredTopUp;
  readonly needsConfirmation: boolean;
  readonly payUrl: string | null;
  readonly now: Date;
  readonly requestId: string | null;
};

/**
 * What a purchase that has come to an end means for the next one, if it is the one under way or the one it stopped at:
 * paid, it may follow; failed, buying by itself stops and says why. Hold the lock of the workspace's money, and call it
 * once for each new state.
 */
export async function settleAutoTopUp(tx: Db, workspaceId: string, ended: EndedPurchase): Promise<void> {
  const { topUp, payUrl, now, requestId } = ended;
  const { topUpId } = topUp;
  const setting = await findAutoTopUp(tx, workspaceId);
  if (setting?.topUpId !== topUpId || topUp.state === "processing" || topUp.state === "open") return;
  const isUnderWay = setting.state === "charging";
  const settled = {
    ...setting,
    sequence: isUnderWay ? setting.sequence + 1 : setting.sequence,
    topUpId: null,
    payUrl: null,
    updatedAt: now,
  };
  if (topUp.state === "paid") {
    const canGoOn = isUnderWay && setting.stoppedReason === null;
    await upsertAutoTopUp(tx, workspaceId, { ...settled, state: canGoOn ? "ready" : "stopped" });
    return;
  }
  const stopped = { ...settled, state: "stopped", topUpId: payUrl && topUpId, payUrl } as const;
  await stopAutoTopUp(tx, workspaceId, stopped, { reason: reasonOf(ended), topUp, key: topUpId, now, requestId });
}

function reasonOf({ topUp, needsConfirmation }: EndedPurchase): string {
  if (needsConfirmation) return "The bank wants the payment to be confirmed by its card holder.";
  return topUp.failure ?? "The payment was not made.";
}
