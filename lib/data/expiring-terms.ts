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

/**
 * The purchase orders that invoices name and that expire within a span of time: those of contracts, and those of the
 * billing details where no contract has one.
 */
export async function listExpiringPurchaseOrders(
  db: Db,
  { from, until }: { from: Date; until: Date },
): Promise<ExpiringPurchaseOrder[]> {
  return db.$queryRaw<ExpiringPurchaseOrder[]>`
    SELECT workspace_id AS "workspaceId", purchase_order_number AS "number", purchase_order_expires_at AS "expiresAt"
    FROM contracts WHERE purchase_order_number IS NOT NULL
      AND purchase_order_expires_at > ${from} AND purchase_order_expires_at <= ${until}
    UNION ALL
    SELECT workspace_id, purchase_order_number, purchase_order_expires_at FROM billing_details
    WHERE purchase_order_expires_at > ${from} AND purchase_order_expires_at <= ${until} AND NOT EXISTS (
      SELECT FROM contracts WHERE contracts.workspace_id = billing_details.workspace_id AND purchase_order_number IS NOT NULL
    )
    ORDER BY 1`;
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
