import { type Context, hasPermission, requirePermission } from "#lib/context.ts";
import { findBillingDetails, type StoredBillingDetails } from "#lib/data/billing-details.ts";
import { readKeptContract } from "#lib/data/contracts.ts";
import { readWorkspacePlan } from "#lib/data/workspace-plans.ts";
import { utcDayKey } from "#lib/domain/billing-period.ts";
import type { BillingDetailsForm } from "#lib/domain/invoices/read-billing-details.ts";
import { TAX_ID_KINDS, TAX_ID_TYPES } from "#lib/domain/invoices/tax-id.ts";
import { toExactDollars } from "#lib/domain/money.ts";

export type { BillingDetailsForm } from "#lib/domain/invoices/read-billing-details.ts";

export type BillingDetailsView = {
  details: BillingDetailsForm;
  /** ISO; null while nobody has said any. */
  updatedAt: string | null;
  canChange: boolean;
  /** Whose purchase order invoices name. */
  purchaseOrderOf: "details" | "contract";
  contractPurchaseOrder: { number: string; expiresOn: string | null } | null;
  requiresPurchaseOrder: boolean;
  taxIdTypes: { id: string; label: string; example: string }[];
};

/** Settings > Billing > Details. */
export async function loadBillingDetails(ctx: Context): Promise<BillingDetailsView> {
  requirePermission(ctx, "billing:read");
  const { db, workspaceId } = ctx;
  const { plan } = await readWorkspacePlan(db, workspaceId);
  const stored = await findBillingDetails(db, workspaceId);
  const contract = plan === "enterprise" ? await readKeptContract(db, workspaceId) : null;
  const number = contract?.purchaseOrderNumber ?? null;
  const expiresAt = contract?.purchaseOrderExpiresAt ?? null;
  return {
    details: formOf(stored),
    updatedAt: stored?.updatedAt.toISOString() ?? null,
    canChange: hasPermission(ctx, "billing_details:change"),
    purchaseOrderOf: number === null ? "details" : "contract",
    contractPurchaseOrder: number === null ? null : { number, expiresOn: expiresAt && lastDay(expiresAt) },
    requiresPurchaseOrder: contract?.requiresPurchaseOrder ?? false,
    taxIdTypes: TAX_ID_TYPES.map((id) => ({ id, ...TAX_ID_KINDS[id] })),
  };
}

function formOf(stored: StoredBillingDetails | null): BillingDetailsForm {
  const { purchaseOrderNanos, purchaseOrderExpiresAt } = stored ?? {};
  return {
    legalName: stored?.legalName ?? "",
    addressLine1: stored?.addressLine1 ?? "",
    addressLine2: stored?.addressLine2 ?? "",
    city: stored?.city ?? "",
    postalCode: stored?.postalCode ?? "",
    region: stored?.region ?? "",
    country: stored?.country ?? "",
    taxIdType: stored?.taxId?.type ?? "",
    taxIdValue: stored?.taxId?.value ?? "",
    purchaseOrderNumber: stored?.purchaseOrderNumber ?? "",
    purchaseOrderAmount: purchaseOrderNanos == null ? "" : toExactDollars(purchaseOrderNanos),
    purchaseOrderExpiresOn: purchaseOrderExpiresAt == null ? "" : lastDay(purchaseOrderExpiresAt),
    billingEmails: [...(stored?.billingEmails ?? [])],
  };
}

/** The last day that counts, of the first instant that does not. */
function lastDay(expiresAt: Date): string {
  return utcDayKey(new Date(expiresAt.getTime() - 1));
}
