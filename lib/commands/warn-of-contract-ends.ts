import type { Database } from "#lib/data/client.ts";
import { listEndingContracts } from "#lib/data/expiring-terms.ts";
import { insertOutboxMessage } from "#lib/data/outbox-messages.ts";
import { contractServesUntil, contractWarning } from "#lib/domain/contract-end.ts";

const LONGEST_WARNING_MS = 60 * 86_400_000;

/**
 * Queues a notice 60, 30 and 7 days before a contract ends, once for each of them and each end. Of those that are missed,
 * because the end is set late, only the last one is queued. @returns how many were queued
 */
export async function warnOfContractEnds(db: Database, now: Date): Promise<number> {
  let count = 0;
  const until = new Date(now.getTime() + LONGEST_WARNING_MS);
  for (const { workspaceId, endsAt } of await listEndingContracts(db, { until })) {
    const days = contractWarning(endsAt, now);
    if (days === null) continue;
    const isNew = await insertOutboxMessage(db, workspaceId, {
      messageKey: `contract_ends/${endsAt.toISOString()}/${days}`,
      topic: "contract.ends",
      payload: {
        days: String(days),
        endsAt: endsAt.toISOString(),
        servesUntil: contractServesUntil(endsAt).toISOString(),
      },
      createdAt: now,
    });
    if (isNew) count += 1;
  }
  return count;
}
