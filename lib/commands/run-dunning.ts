import { insertAuditEntry } from "#lib/data/audit-entries.ts";
import type { Database, Db } from "#lib/data/client.ts";
import { insertOutboxMessage } from "#lib/data/outbox-messages.ts";
import { listOverdueWorkspaces, lockOverdueAccount } from "#lib/data/overdue-accounts.ts";
import { toExactDollars } from "#lib/domain/money.ts";
import { dunningStage } from "#lib/domain/plans/dunning.ts";

const MOST_READ_AT_ONCE = 500;

/**
 * Tells that the grace of a missing payment ends soon, and that it has ended. That it began and was paid is told by
 * whoever learns it. Each is told once, however often and by however many processes this is called.
 * @returns how many notices were queued
 */
export async function runDunning(db: Database, now: Date, { atMost = MOST_READ_AT_ONCE } = {}): Promise<number> {
  let count = 0;
  let after = "";
  for (;;) {
    const overdue = await listOverdueWorkspaces(db, { after, atMost });
    for (const workspaceId of overdue) {
      if (await db.$transaction((tx) => tell(tx, workspaceId, now))) count += 1;
    }
    const last = overdue.at(-1);
    if (last === undefined || overdue.length < atMost) return count;
    after = last;
  }
}

async function tell(tx: Db, workspaceId: string, now: Date): Promise<boolean> {
  const account = await lockOverdueAccount(tx, workspaceId);
  if (!account) return false;
  const stage = dunningStage(account.pastDueSince, now);
  if (stage === "failed") return false;
  const since = account.pastDueSince.toISOString();
  const isNew = await insertOutboxMessage(tx, workspaceId, {
    messageKey: `payment_${stage}/${since}`,
    topic: `payment.${stage}`,
    payload: {
      since,
      amount: account.openInvoiceNanos === null ? null : toExactDollars(account.openInvoiceNanos),
      payUrl: account.openInvoiceUrl,
    },
    createdAt: now,
  });
  if (!isNew) return false;
  await insertAuditEntry(tx, {
    workspaceId,
    action: "payment.dunned",
    actor: { type: "system", job: "dunning" },
    targetType: "workspace",
    targetId: workspaceId,
    before: null,
    after: { stage, pastDueSince: since },
    ip: null,
    requestId: null,
    at: now,
  });
  return true;
}
