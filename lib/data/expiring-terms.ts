import type { Db } from "#lib/data/client.ts";
import type { Nanos } from "#lib/domain/money.ts";

export type PayingCard = {
  readonly workspaceId: string;
  readonly brand: string;
  readonly last4: string;
  readonly expiresMonth: number;
  readonly expiresYear: number;
};

/** The cards that pay for a plan and expire with one of these months. */
export async function listPayingCards(
  db: Db,
  months: readonly { year: number; month: number }[],
): Promise<PayingCard[]> {
  const rows = await db.billingAccount.findMany({
    where: {
      paidPlan: { not: null },
      OR: months.map(({ year, month }) => ({ cardExpiresYear: year, cardExpiresMonth: month })),
    },
    select: { workspaceId: true, cardBrand: true, cardLast4: true, cardExpiresMonth: true, cardExpiresYear: true },
    orderBy: { workspaceId: "asc" },
  });
  return rows.flatMap(({ workspaceId, cardBrand, cardLast4, cardExpiresMonth, cardExpiresYear }) =>
    cardLast4 && cardExpiresMonth && cardExpiresYear
      ? [
          {
            workspaceId,
            brand: cardBrand ?? "card",
            last4: cardLast4,
            expiresMonth: cardExpiresMonth,
            expiresYear: cardExpiresYear,
          },
        ]
      : [],
  );
}

export type ExpiringPurchaseOrder = { readonly workspaceId: string; readonly number: string; readonly expiresAt: Date };

/** The purchase orders of contracts that expire within a span of time. */
export async function listExpiringPurchaseOrders(
  db: Db,
  { from, until }: { from: Date; until: Date },
): Promise<ExpiringPurchaseOrder[]> {
  const rows = await db.contract.findMany({
    where: { purchaseOrderNumber: { not: null }, purchaseOrderExpiresAt: { gt: from, lte: until } },
    select: { workspaceId: true, purchaseOrderNumber: true, purchaseOrderExpiresAt: true },
    orderBy: { workspaceId: "asc" },
  });
  return rows.flatMap(({ workspaceId, purchaseOrderNumber: number, purchaseOrderExpiresAt: expiresAt }) =>
    number !== null && expiresAt !== null ? [{ workspaceId, number, expiresAt }] : [],
  );
}

export type EndingContract = { readonly workspaceId: string; readonly endsAt: Date };

/** The contracts of Enterprise workspaces that end before an instant or have ended. */
export async function listEndingContracts(db: Db, { until }: { until: Date }): Promise<EndingContract[]> {
  const rows = await db.contract.findMany({
    where: { endsAt: { lte: until }, workspace: { plan: "enterprise" } },
    select: { workspaceId: true, endsAt: true },
    orderBy: { workspaceId: "asc" },
  });
  return rows.flatMap(({ workspaceId, endsAt }) => (endsAt ? [{ workspaceId, endsAt }] : []));
}

export type BoundedPurchaseOrder = {
  readonly workspaceId: string;
  readonly number: string;
  readonly amountNanos: Nanos;
  readonly since: Date;
  readonly monthlyNanos: Nanos;
  readonly isPostpaid: boolean;
  readonly endsAt: Date | null;
};

/** The purchase orders of Enterprise workspaces that cover an amount, with what counts against them. */
export async function listBoundedPurchaseOrders(db: Db): Promise<BoundedPurchaseOrder[]> {
  const rows = await db.contract.findMany({
    where: { purchaseOrderNanos: { not: null }, workspace: { plan: "enterprise" } },
    select: {
      workspaceId: true,
      purchaseOrderNumber: true,
      purchaseOrderNanos: true,
      purchaseOrderSince: true,
      monthlyNanos: true,
      isPostpaid: true,
      endsAt: true,
    },
    orderBy: { workspaceId: "asc" },
  });
  return rows.flatMap(
    ({ purchaseOrderNumber: number, purchaseOrderNanos: amountNanos, purchaseOrderSince: since, ...contract }) =>
      number !== null && amountNanos !== null && since !== null ? [{ ...contract, number, amountNanos, since }] : [],
  );
}
