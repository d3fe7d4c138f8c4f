import { insertAuditEntry } from "#lib/data/audit-entries.ts";
import { type StoredAutoTopUp, upsertAutoTopUp } from "#lib/data/auto-top-ups.ts";
import type { Db } from "#lib/data/client.ts";
import { insertOutboxMessage } from "#lib/data/outbox-messages.ts";
import type { StoredTopUp } from "#lib/data/top-ups.ts";
import { toExactDollars } from "#lib/domain/money.ts";

export type AutoTopUpStop = {
  readonly reason: string;
  /** The purchase that led to it. */
  readonly topUp: StoredTopUp;
  /** Tells one stop from another, so that each is told once. */
  readonly key: string;
  readonly now: Date;
  readonly requestId: string | null;
};

/**
 * Buying by itself ends, with a reason, until somebody turns it on again; those who pay are told. A purchase under way
 * is settled first: until then the reason alone is noted. Hold the lock of the workspace's money.
 */
export async function stopAutoTopUp(
  tx: Db,
  workspaceId: string,
  setting: StoredAutoTopUp,
  { reason, topUp, key, now, requestId }: AutoTopUpStop,
): Promise<void> {
  const { state, payUrl } = setting;
  const isUnderWay = state === "charging";
  await upsertAutoTopUp(tx, workspaceId, {
    ...setting,
    state: isUnderWay ? "charging" : "stopped",
    stoppedReason: reason,
    updatedAt: isUnderWay ? setting.updatedAt : now,
  });
  const facts = { reason, amount: toExactDollars(topUp.amountNanos), topUpId: topUp.topUpId };
  await insertAuditEntry(tx, {
    workspaceId,
    action: "auto_top_up.stopped",
    actor: { type: "system", job: "billing" },
    targetType: "workspace",
    targetId: workspaceId,
    before: { state: isUnderWay ? "charging" : "ready" },
    after: { state: "stopped", ...facts },
    ip: null,
    requestId,
    at: now,
  });
  await insertOutboxMessage(tx, workspaceId, {
    messageKey: `auto_top_up/${key}/stopped`,
    topic: "auto_top_up.stopped",
    payload: { ...facts, payUrl },
    createdAt: now,
  });
}
