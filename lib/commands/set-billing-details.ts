import { type Context, requirePermission } from "#lib/context.ts";
import { insertAuditEntry } from "#lib/data/audit-entries.ts";
import { findBillingDetails, upsertBillingDetails } from "#lib/data/billing-details.ts";
import { findStripeCustomerId } from "#lib/data/stripe-customers.ts";
import { actorId } from "#lib/domain/actor.ts";
import type { JsonValue } from "#lib/domain/audit.ts";
import { AppError } from "#lib/domain/errors.ts";
import type { BillingDetails } from "#lib/domain/invoices/buyer.ts";
import { type BillingDetailsForm, readBillingDetails } from "#lib/domain/invoices/read-billing-details.ts";
import { toExactDollars } from "#lib/domain/money.ts";
import { syncBilling } from "./sync-billing.ts";

/**
 * Says who the workspace's next invoices are made out to; issued ones stay as they are. An invoice that waits for a
 * purchase order is issued with it. @throws AppError invalid_input with what is wrong, by field
 */
export async function setBillingDetails(ctx: Context, input: BillingDetailsForm): Promise<void> {
  // A purchase order may be what a payment waits for.
  requirePermission(ctx, "billing_details:change", { evenOverdue: true });
  const { db, workspaceId, actor, now, requestId, ip, stripe } = ctx;
  const read = readBillingDetails(input, now);
  if (!read.isValid) {
    throw new AppError("invalid_input", "Some of these details need to be corrected.", read.problems);
  }
  const { details } = read;
  await db.$transaction(async (tx) => {
    const before = await findBillingDetails(tx, workspaceId);
    await upsertBillingDetails(tx, workspaceId, details, { updatedAt: now, updatedByUserId: actorId(actor) });
    await insertAuditEntry(tx, {
      workspaceId,
      action: "billing_details.set",
      actor,
      targetType: "workspace",
      targetId: workspaceId,
      before: before && audited(before),
      after: audited(details),
      ip,
      requestId,
      at: now,
    });
  });
  const customerId = await findStripeCustomerId(db, workspaceId);
  if (stripe && customerId) await syncBilling({ db, stripe, now, requestId }, customerId);
}

function audited(details: BillingDetails): JsonValue {
  const { taxId, purchaseOrderNanos, purchaseOrderExpiresAt } = details;
  return {
    legalName: details.legalName,
    address: [details.addressLine1, details.addressLine2, details.postalCode, details.city, details.region],
    country: details.country,
    taxId: taxId && { type: taxId.type, value: taxId.value },
    purchaseOrderNumber: details.purchaseOrderNumber,
    purchaseOrderAmount: purchaseOrderNanos === null ? null : toExactDollars(purchaseOrderNanos),
    purchaseOrderExpiresAt: purchaseOrderExpiresAt?.toISOString() ?? null,
    billingEmails: details.billingEmails,
  };
}
