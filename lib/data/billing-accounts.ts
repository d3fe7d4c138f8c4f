import type { Db } from "#lib/data/client.ts";
import type { PlanId } from "#lib/domain/catalog/plans.ts";
import type { Nanos } from "#lib/domain/money.ts";
import type { Prisma } from "#prisma/generated/client.ts";

export type StoredSubscriptionStatus =
  | "incomplete"
  | "incomplete_expired"
  | "trialing"
  | "active"
  | "past_due"
  | "unpaid"
  | "paused"
  | "canceled";

/** What Stripe last said of a workspace's plan and payments. */
export type BillingAccount = {
  readonly stripeSubscriptionId: string | null;
  readonly subscriptionStatus: StoredSubscriptionStatus | null;
  /** The plan and seats that are paid for; null and 0 where no live subscription pays. */
  readonly paidPlan: PlanId | null;
  readonly paidSeats: number;
  readonly currentPeriodStart: Date | null;
  readonly currentPeriodEnd: Date | null;
  readonly isCancelling: boolean;
  readonly stripeScheduleId: string | null;
  readonly pastDueSince: Date | null;
  readonly openInvoiceUrl: string | null;
  readonly openInvoiceNanos: Nanos | null;
  readonly cardBrand: string | null;
  readonly cardLast4: string | null;
  readonly cardExpiresMonth: number | null;
  readonly cardExpiresYear: number | null;
  /** Up to which monthly included inference a period's grant was raised. */
  readonly grantedPeriodKey: string | null;
  readonly grantedMonthlyNanos: Nanos;
  readonly syncedAt: Date;
};

const columns = {
  stripeSubscriptionId: true,
  subscriptionStatus: true,
  paidPlan: true,
  paidSeats: true,
  currentPeriodStart: true,
  currentPeriodEnd: true,
  isCancelling: true,
  stripeScheduleId: true,
  pastDueSince: true,
  openInvoiceUrl: true,
  openInvoiceNanos: true,
  cardBrand: true,
  cardLast4: true,
  cardExpiresMonth: true,
  cardExpiresYear: true,
  grantedPeriodKey: true,
  grantedMonthlyNanos: true,
  syncedAt: true,
} as const satisfies Prisma.BillingAccountSelect;

/** Null for a workspace of which Stripe has never been asked. */
export function findBillingAccount(db: Db, workspaceId: string): Promise<BillingAccount | null> {
  return db.billingAccount.findUnique({ where: { workspaceId }, select: columns });
}

export async function upsertBillingAccount(db: Db, workspaceId: string, account: BillingAccount): Promise<void> {
  await db.billingAccount.upsert({
    where: { workspaceId },
    create: { workspaceId, ...account },
    update: account,
    select: { workspaceId: true },
  });
}

/** Workspaces whose plan is paid by a live subscription, after one in the order of ids. */
export async function listPayingWorkspaces(
  db: Db,
  { afterWorkspaceId, atMost }: { afterWorkspaceId: string; atMost: number },
): Promise<string[]> {
  const rows = await db.billingAccount.findMany({
    where: { paidPlan: { not: null }, workspaceId: { gt: afterWorkspaceId } },
    select: { workspaceId: true },
    orderBy: { workspaceId: "asc" },
    take: atMost,
  });
  return rows.map(({ workspaceId }) => workspaceId);
}
