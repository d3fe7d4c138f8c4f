import type { Db } from "#lib/data/client.ts";
import { type AutoTopUpState, UNHEARD_AFTER_MS } from "#lib/domain/auto-top-up.ts";
import { billingPeriodAt } from "#lib/domain/billing-period.ts";
import type { Nanos } from "#lib/domain/money.ts";
import { PAYMENT_GRACE_DAYS } from "#lib/domain/plans/payment-state.ts";

const DAY_MS = 86_400_000;

export type StoredAutoTopUp = {
  readonly isEnabled: boolean;
  readonly thresholdNanos: Nanos;
  readonly amountNanos: Nanos;
  readonly monthlyMaxNanos: Nanos;
  readonly state: AutoTopUpState;
  readonly sequence: number;
  /** The purchase under way, or the one it stopped at while a person may still make it on Stripe's page. */
  readonly topUpId: string | null;
  /** Said while a purchase is under way, buying stops after it. */
  readonly stoppedReason: string | null;
  readonly payUrl: string | null;
  readonly updatedAt: Date;
};

const columns = {
  isEnabled: true,
  thresholdNanos: true,
  amountNanos: true,
  monthlyMaxNanos: true,
  state: true,
  sequence: true,
  topUpId: true,
  stoppedReason: true,
  payUrl: true,
  updatedAt: true,
} as const;

/** Null where it was never set. To change it, lock the workspace's funds first. */
export function findAutoTopUp(db: Db, workspaceId: string): Promise<StoredAutoTopUp | null> {
  return db.autoTopUp.findUnique({ where: { workspaceId }, select: columns });
}

export async function upsertAutoTopUp(tx: Db, workspaceId: string, autoTopUp: StoredAutoTopUp): Promise<void> {
  await tx.autoTopUp.upsert({
    where: { workspaceId },
    create: { workspaceId, ...autoTopUp },
    update: autoTopUp,
    select: { workspaceId: true },
  });
}

/** What keeps the reached maximum of a period from being told twice; a higher one may be reached again. */
export function maximumMessageKey(periodKey: string, monthlyMaxNanos: Nanos): string {
  return `auto_top_up/maximum/${periodKey}/${monthlyMaxNanos}`;
}

/**
 * Workspaces whose auto top-up has something to do, at most 100: the balance is below the threshold, and the month has
 * room for one more or was not told that it has none; or nothing has been heard of a purchase under way for a while. One
 * that is read-only buys nothing.
 */
export async function listDueAutoTopUps(db: Db, now: Date): Promise<string[]> {
  const { key, start, end } = billingPeriodAt(now);
  const unheardSince = new Date(now.getTime() - UNHEARD_AFTER_MS);
  const readOnlySince = new Date(now.getTime() - PAYMENT_GRACE_DAYS * DAY_MS);
  const rows = await db.$queryRaw<{ workspaceId: string }[]>`
    SELECT a.workspace_id AS "workspaceId"
    FROM auto_top_ups AS a
    JOIN credit_balances AS b USING (workspace_id)
    WHERE (a.state = 'charging' AND a.updated_at <= ${unheardSince})
      OR (
        a.is_enabled AND a.state = 'ready' AND b.balance_nanos < a.threshold_nanos
        AND NOT EXISTS (
          SELECT 1 FROM billing_accounts AS o WHERE o.workspace_id = a.workspace_id AND o.past_due_since <= ${readOnlySince}
        )
        AND (
          a.amount_nanos <= a.monthly_max_nanos - (
            SELECT coalesce(sum(t.amount_nanos), 0) FROM top_ups AS t
            WHERE t.workspace_id = a.workspace_id AND t.is_automatic AND t.state IN ('open', 'processing', 'paid')
              AND t.created_at >= ${start} AND t.created_at < ${end}
          )
          OR NOT EXISTS (
            SELECT 1 FROM outbox_messages AS m WHERE m.workspace_id = a.workspace_id
              AND m.message_key = 'auto_top_up/maximum/' || ${key} || '/' || a.monthly_max_nanos
          )
        )
      )
    ORDER BY a.updated_at
    LIMIT 100`;
  return rows.map(({ workspaceId }) => workspaceId);
}
