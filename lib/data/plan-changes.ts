import type { Db } from "#lib/data/client.ts";
import type { PlanId } from "#lib/domain/catalog/plans.ts";

/** The change that waits for the next period. */
export type StoredPlanChange = {
  readonly toPlan: PlanId;
  readonly toSeats: number;
  readonly effectiveAt: Date;
  readonly quoteId: string;
  readonly requestedByUserId: string;
  readonly requestedAt: Date;
};

const columns = {
  toPlan: true,
  toSeats: true,
  effectiveAt: true,
  quoteId: true,
  requestedByUserId: true,
  requestedAt: true,
} as const;

export function findPlanChange(db: Db, workspaceId: string): Promise<StoredPlanChange | null> {
  return db.planChange.findUnique({ where: { workspaceId }, select: columns });
}

/** Sets the one change that waits, in place of an earlier one; null takes it away. */
export async function replacePlanChange(db: Db, workspaceId: string, change: StoredPlanChange | null): Promise<void> {
  if (!change) {
    await db.planChange.deleteMany({ where: { workspaceId } });
    return;
  }
  await db.planChange.upsert({
    where: { workspaceId },
    create: { workspaceId, ...change },
    update: change,
    select: { workspaceId: true },
  });
}
