import type { Database } from "#lib/data/client.ts";
import { insertCreditEntry, readCreditBalance } from "#lib/data/credit-entries.ts";
import { billingPeriodAt } from "#lib/domain/billing-period.ts";
import { type Nanos, sumNanos } from "#lib/domain/money.ts";
import type { UsageEvent } from "#lib/domain/usage/usage-event.ts";
import { settleUsage } from "#lib/gateway/settlement.ts";
import { newId } from "#lib/platform/ids.ts";
import type { Pool } from "#lib/platform/postgres.ts";
import { holdEvents } from "#prisma/seed/hold-events.ts";

/**
 * Settles a workspace's events as they were served: held first, and paid from credits that were topped up in time.
 * Null top-ups: by invoice, as far as the included inference does not suffice. All or nothing, so that an interrupted
 * seed can be repeated.
 */
export async function settlePaid(
  { db, pool }: { db: Database; pool: Pool },
  events: readonly UsageEvent[],
  topUpNanos: Nanos | null,
): Promise<void> {
  const [first] = events;
  if (!first) return;
  if (topUpNanos !== null)
    await topUp(db, first, { topUpNanos, neededNanos: sumNanos(events.map((event) => event.amountNanos)) });
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    await holdEvents(client, events, topUpNanos === null ? "receivable" : "credits");
    await settleUsage(client, events);
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  } finally {
    client.release();
  }
}

async function topUp(
  db: Database,
  { workspaceId, occurredAt: at }: UsageEvent,
  { topUpNanos, neededNanos }: { topUpNanos: Nanos; neededNanos: Nanos },
): Promise<void> {
  const { balanceNanos } = await readCreditBalance(db, workspaceId);
  const missingNanos = neededNanos - balanceNanos;
  if (missingNanos <= 0n) return;
  const times = (missingNanos + topUpNanos - 1n) / topUpNanos;
  await db.$transaction((tx) =>
    insertCreditEntry(tx, workspaceId, {
      creditEntryId: newId("creditEntry", at),
      fromAccount: "payments",
      toAccount: "credits",
      cause: "top_up",
      amountNanos: times * topUpNanos,
      period: billingPeriodAt(at),
      reference: null,
      at,
    }),
  );
}
