import type { Db } from "#lib/data/client.ts";

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
