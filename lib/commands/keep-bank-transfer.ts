import { findBankTransfer, saveBankTransfer } from "#lib/data/bank-transfers.ts";
import type { Db } from "#lib/data/client.ts";
import { errorChain } from "#lib/platform/error-chain.ts";
import { log } from "#lib/platform/log.ts";
import type { StripeConnection } from "#lib/stripe/connection.ts";
import type { BillingState } from "#lib/stripe/read-billing.ts";
import { readFundingInstructions } from "#lib/stripe/read-funding-instructions.ts";

type Payer = { readonly workspaceId: string; readonly customerId: string; readonly billing: BillingState };

/**
 * Keeps where transfers of a customer go, from its first invoice that is sent instead of charged. An account of Stripe's
 * that offers no bank transfers says so with an error: then invoices are paid on their page alone.
 */
export async function keepBankTransfer(
  tx: Db,
  stripe: StripeConnection,
  { workspaceId, customerId, billing }: Payer,
): Promise<void> {
  if (!billing.invoices.some(({ isByCard, isDebt }) => !isByCard && isDebt)) return;
  if (await findBankTransfer(tx, workspaceId)) return;
  try {
    await saveBankTransfer(tx, workspaceId, await readFundingInstructions(stripe, customerId));
  } catch (error) {
    log.error("bank_transfer.not_read", errorChain(error), { workspaceId });
  }
}
