import type { Db } from "#lib/data/client.ts";
import { findClosingState } from "#lib/data/period-closings.ts";
import { getWorkspaceCreation } from "#lib/data/workspaces.ts";
import { billingPeriodAt, previousPeriod } from "#lib/domain/billing-period.ts";
import { closablePeriods } from "#lib/domain/invoices/closable-periods.ts";
import type { StripeInvoice } from "#lib/stripe/read-invoices.ts";

/** Whether an invoice carries the usage of a period that is not closed yet, and will be. */
export async function awaitsClosing(
  tx: Db,
  workspaceId: string,
  { reason, createdAt }: StripeInvoice,
  now: Date,
): Promise<boolean> {
  if (reason !== "renewal") return false;
  const { key } = previousPeriod(billingPeriodAt(createdAt));
  const workspaceCreatedAt = await getWorkspaceCreation(tx, workspaceId);
  const isClosable = closablePeriods({ workspaceCreatedAt, now }).some((period) => period.key === key);
  return isClosable && (await findClosingState(tx, workspaceId, key)) !== "closed";
}
