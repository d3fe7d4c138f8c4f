import type { Db } from "#lib/data/client.ts";
import type { PlanId } from "#lib/domain/catalog/plans.ts";
import type { Nanos } from "#lib/domain/money.ts";

/** What a workspace has at present. */
export type WorkspacePlan = {
  readonly plan: PlanId;
  readonly seats: number;
  /** What the next period opens with: what was last paid for a whole one, at most what the plan covers. */
  readonly includedInferenceNanos: Nanos;
};

/** @throws Error when there is no such workspace: whoever asks is in it */
export async function readWorkspacePlan(db: Db, workspaceId: string): Promise<WorkspacePlan> {
  return db.workspace.findUniqueOrThrow({
    where: { workspaceId },
    select: { plan: true, seats: true, includedInferenceNanos: true },
  });
}

export async function setWorkspacePlan(db: Db, workspaceId: string, plan: WorkspacePlan): Promise<void> {
  await db.workspace.update({ where: { workspaceId }, data: plan, select: { workspaceId: true } });
}

/** What to call a workspace at Stripe, and where it is in the console. */
export async function readWorkspaceName(db: Db, workspaceId: string): Promise<{ name: string; slug: string }> {
  const { name, slug } = await db.workspace.findUniqueOrThrow({
    where: { workspaceId },
    select: { name: true, slug: { select: { slug: true } } },
  });
  return { name, slug: slug?.slug ?? "" };
}

export type StoredContract = {
  readonly monthlyNanos: Nanos;
  readonly seats: number;
  readonly includedInferenceNanos: Nanos;
  readonly sessionsPerMonth: number;
  readonly netDays: number;
  readonly isPostpaid: boolean;
  readonly purchaseOrderNumber: string | null;
  readonly purchaseOrderExpiresAt: Date | null;
  readonly purchaseOrderNanos: Nanos | null;
  readonly purchaseOrderSince: Date | null;
  readonly endsAt: Date | null;
  readonly requiresPurchaseOrder: boolean;
};

/** The terms of an Enterprise workspace; null for others. */
export function findContract(db: Db, workspaceId: string): Promise<StoredContract | null> {
  return db.contract.findUnique({
    where: { workspaceId },
    select: {
      monthlyNanos: true,
      seats: true,
      includedInferenceNanos: true,
      sessionsPerMonth: true,
      netDays: true,
      isPostpaid: true,
      purchaseOrderNumber: true,
      purchaseOrderExpiresAt: true,
      purchaseOrderNanos: true,
      purchaseOrderSince: true,
      endsAt: true,
      requiresPurchaseOrder: true,
    },
  });
}
