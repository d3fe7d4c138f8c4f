import type { Db } from "#lib/data/client.ts";
import type { BillingDetails } from "#lib/domain/invoices/buyer.ts";
import type { TaxIdType } from "#lib/domain/invoices/tax-id.ts";

export type StoredBillingDetails = BillingDetails & { readonly updatedAt: Date };

const columns = {
  legalName: true,
  addressLine1: true,
  addressLine2: true,
  city: true,
  postalCode: true,
  region: true,
  country: true,
  taxIdType: true,
  taxIdValue: true,
  purchaseOrderNumber: true,
  purchaseOrderNanos: true,
  purchaseOrderExpiresAt: true,
  billingEmails: true,
  updatedAt: true,
} as const;

/** Null while nobody has said any. */
export async function findBillingDetails(db: Db, workspaceId: string): Promise<StoredBillingDetails | null> {
  const row = await db.billingDetails.findUnique({
    where: { workspaceId },
    select: columns,
  });
  if (!row) return null;
  const { taxIdType, taxIdValue, ...details } = row;
  const taxId = taxIdType !== null && taxIdValue !== null ? { type: taxIdType as TaxIdType, value: taxIdValue } : null;
  return { ...details, taxId };
}

export async function upsertBillingDetails(
  tx: Db,
  workspaceId: string,
  { taxId, billingEmails, ...details }: BillingDetails,
  { updatedAt, updatedByUserId }: { updatedAt: Date; updatedByUserId: string },
): Promise<void> {
  const kept = {
    ...details,
    taxIdType: taxId?.type ?? null,
    taxIdValue: taxId?.value ?? null,
    billingEmails: [...billingEmails],
    updatedAt,
    updatedByUserId,
  };
  await tx.billingDetails.upsert({
    where: { workspaceId },
    create: { workspaceId, ...kept },
    update: kept,
    select: { workspaceId: true },
  });
}
