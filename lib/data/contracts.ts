import type { Db } from "#lib/data/client.ts";
import type { Contract } from "#lib/domain/contract.ts";

export type KeptContract = Contract & {
  /** The terms that its subscription at Stripe was last given. */
  readonly billedTerms: string | null;
};

const columns = {
  monthlyNanos: true,
  seats: true,
  includedInferenceNanos: true,
  sessionsPerMonth: true,
  requestsPerMinute: true,
  maxConcurrentRequests: true,
  netDays: true,
  isPostpaid: true,
  requiresPurchaseOrder: true,
  purchaseOrderNumber: true,
  purchaseOrderExpiresAt: true,
  purchaseOrderNanos: true,
  purchaseOrderSince: true,
  endsAt: true,
  billedTerms: true,
} as const;

/** All terms of a workspace's contract; null where there is none. */
export function readKeptContract(db: Db, workspaceId: string): Promise<KeptContract | null> {
  return db.contract.findUnique({ where: { workspaceId }, select: columns });
}

export async function upsertContract(db: Db, workspaceId: string, contract: Contract): Promise<void> {
  await db.contract.upsert({
    where: { workspaceId },
    create: { workspaceId, ...contract },
    update: contract,
    select: { workspaceId: true },
  });
}

/** Notes the terms that Stripe has. */
export async function noteBilledTerms(db: Db, workspaceId: string, billedTerms: string | null): Promise<void> {
  await db.contract.update({ where: { workspaceId }, data: { billedTerms }, select: { workspaceId: true } });
}
