import type { Db } from "#lib/data/client.ts";
import type { BillingPeriod } from "#lib/domain/billing-period.ts";
import type { Nanos } from "#lib/domain/money.ts";
import type { TopUpState } from "#lib/domain/top-up.ts";

export type StoredTopUp = {
  readonly topUpId: string;
  readonly amountNanos: Nanos;
  readonly isAutomatic: boolean;
  readonly state: TopUpState;
  readonly checkoutSessionId: string | null;
  readonly paymentIntentId: string | null;
  readonly receiptUrl: string | null;
  readonly failure: string | null;
  readonly reversedNanos: Nanos;
  readonly createdByUserId: string | null;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
};

const columns = {
  topUpId: true,
  amountNanos: true,
  isAutomatic: true,
  state: true,
  checkoutSessionId: true,
  paymentIntentId: true,
  receiptUrl: true,
  failure: true,
  reversedNanos: true,
  createdByUserId: true,
  createdAt: true,
  endedAt: true,
} as const;

/** Notes a purchase that begins, unless it is noted already. */
export async function insertTopUp(
  db: Db,
  workspaceId: string,
  topUp: Pick<StoredTopUp, "topUpId" | "amountNanos" | "isAutomatic" | "createdByUserId" | "createdAt">,
): Promise<void> {
  await db.topUp.createMany({ data: [{ workspaceId, state: "open", ...topUp }], skipDuplicates: true });
}

export function findTopUp(db: Db, workspaceId: string, topUpId: string): Promise<StoredTopUp | null> {
  return db.topUp.findUnique({ where: { workspaceId_topUpId: { workspaceId, topUpId } }, select: columns });
}

export async function updateTopUp(
  db: Db,
  workspaceId: string,
  topUpId: string,
  change: Partial<Omit<StoredTopUp, "topUpId" | "createdByUserId">>,
): Promise<void> {
  await db.topUp.update({
    where: { workspaceId_topUpId: { workspaceId, topUpId } },
    data: change,
    select: { topUpId: true },
  });
}

/** Purchases under way, and the newest that were paid or failed, newest first. */
export async function listTopUps(db: Db, workspaceId: string, atMost: number): Promise<StoredTopUp[]> {
  return db.topUp.findMany({
    where: { workspaceId, state: { not: "expired" } },
    select: columns,
    orderBy: [{ createdAt: "desc" }, { topUpId: "desc" }],
    take: atMost,
  });
}

/** Purchases by the payments that paid for them. */
export async function listTopUpsOfPayments(
  db: Db,
  workspaceId: string,
  paymentIntentIds: readonly string[],
): Promise<StoredTopUp[]> {
  return db.topUp.findMany({ where: { workspaceId, paymentIntentId: { in: [...paymentIntentIds] } }, select: columns });
}

/** What was bought automatically in a period, purchases under way included; nano-dollars. */
export async function sumAutomaticTopUps(db: Db, workspaceId: string, { start, end }: BillingPeriod): Promise<Nanos> {
  const { _sum } = await db.topUp.aggregate({
    where: {
      workspaceId,
      isAutomatic: true,
      state: { in: ["open", "processing", "paid"] },
      createdAt: { gte: start, lt: end },
    },
    _sum: { amountNanos: true },
  });
  return _sum.amountNanos ?? 0n;
}
