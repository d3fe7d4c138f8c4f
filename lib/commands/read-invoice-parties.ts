import { findBillingAccount } from "#lib/data/billing-accounts.ts";
import { findBillingDetails } from "#lib/data/billing-details.ts";
import type { Db } from "#lib/data/client.ts";
import { readKeptContract } from "#lib/data/contracts.ts";
import { listSeatNames } from "#lib/data/seat-names.ts";
import { readWorkspaceName, readWorkspacePlan } from "#lib/data/workspace-plans.ts";
import type { PlanId } from "#lib/domain/catalog/plans.ts";
import { buyerParty, type PurchaseOrder, purchaseOrderOf } from "#lib/domain/invoices/buyer.ts";
import type { DocumentParty } from "#lib/domain/invoices/invoice-document.ts";
import { unprintableCharacters } from "#lib/domain/invoices/printable-text.ts";

const USUAL_NET_DAYS = 30;

export type InvoiceParties = {
  readonly plan: PlanId;
  readonly buyer: DocumentParty;
  readonly order: PurchaseOrder;
  /** Names of those who have a seat, in the order of joining. */
  readonly seatHolders: readonly string[];
  /** "Visa ending in 4242"; null where no card is known. */
  readonly card: string | null;
  readonly netDays: number;
};

/**
 * What an invoice says at this instant of whom it is for and how it is paid. What a contract is owed for is paid on its
 * terms, also once it has ended.
 */
export async function readInvoiceParties(
  db: Db,
  workspaceId: string,
  { isOfContract, now }: { isOfContract: boolean; now: Date },
): Promise<InvoiceParties> {
  const { plan } = await readWorkspacePlan(db, workspaceId);
  const { name: workspaceName } = await readWorkspaceName(db, workspaceId);
  const details = await findBillingDetails(db, workspaceId);
  const contract = plan === "enterprise" || isOfContract ? await readKeptContract(db, workspaceId) : null;
  const holders = await listSeatNames(db, workspaceId);
  const account = await findBillingAccount(db, workspaceId);
  return {
    plan,
    buyer: buyerParty({ workspaceName, details }),
    order: purchaseOrderOf({ details, contract, now }),
    seatHolders: holders.map(({ name, email }) => (name && unprintableCharacters(name).length === 0 ? name : email)),
    card: account?.cardLast4 ? `${brandName(account.cardBrand)} ending in ${account.cardLast4}` : null,
    netDays: contract?.netDays ?? USUAL_NET_DAYS,
  };
}

/** "Visa" for "visa". */
function brandName(brand: string | null): string {
  const name = brand ?? "card";
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
