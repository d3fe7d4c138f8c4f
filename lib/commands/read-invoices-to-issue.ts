import type { Db } from "#lib/data/client.ts";
import { listFollowedInvoices } from "#lib/data/invoices.ts";
import type { DocumentFact } from "#lib/domain/invoices/invoice-document.ts";
import type { StripeConnection } from "#lib/stripe/connection.ts";
import { holdDraft, releaseDraft } from "#lib/stripe/hold-draft.ts";
import { readFundingInstructions } from "#lib/stripe/read-funding-instructions.ts";
import { readInvoices, type StripeInvoice } from "#lib/stripe/read-invoices.ts";
import { awaitsClosing } from "./awaits-closing.ts";
import { readInvoiceParties } from "./read-invoice-parties.ts";

type Customer = { readonly workspaceId: string; readonly customerId: string; readonly now: Date };

/**
 * Reads at Stripe what `issueStripeInvoices` needs, before anybody has to wait for it. Drafts of a subscription whose contract
 * wants a purchase order that is missing are held there, and let go once it is known and their usage is on them.
 */
export async function readInvoicesToIssue(
  tx: Db,
  stripe: StripeConnection,
  customer: Customer,
): Promise<{ invoices: readonly StripeInvoice[]; bankFacts: readonly DocumentFact[] }> {
  const { workspaceId, customerId } = customer;
  const read = await readInvoices(stripe, customerId);
  const invoices = (await settleDrafts(tx, stripe, { ...customer, invoices: read }))
    ? await readInvoices(stripe, customerId)
    : read;
  const byTransfer = invoices.filter(({ isByCard, state }) => !isByCard && state !== "draft").map(({ id }) => id);
  const followed = await listFollowedInvoices(tx, workspaceId, byTransfer);
  const isAllIssued = followed.filter(({ status }) => status !== "draft").length === byTransfer.length;
  return { invoices, bankFacts: isAllIssued ? [] : await bankFactsOf(stripe, customerId) };
}

/** @returns whether anything was changed at Stripe */
async function settleDrafts(
  tx: Db,
  stripe: StripeConnection,
  { workspaceId, invoices, now }: Customer & { invoices: readonly StripeInvoice[] },
): Promise<boolean> {
  const drafts = invoices.filter(({ state, isByCard, reason }) => state === "draft" && !isByCard && reason !== "other");
  if (drafts.length === 0) return false;
  const { order } = await readInvoiceParties(tx, workspaceId, { isOfContract: true, now });
  const isMissing = order.state === "missing" || order.state === "expired";
  let hasChanged = false;
  for (const draft of drafts) {
    if (isMissing && draft.isAutomatic) await holdDraft(stripe, draft.id);
    else if (!isMissing && draft.isHeld && !(await awaitsClosing(tx, workspaceId, draft, now))) {
      await releaseDraft(stripe, { invoiceId: draft.id, purchaseOrderNumber: order.number });
    } else continue;
    hasChanged = true;
  }
  return hasChanged;
}

async function bankFactsOf(stripe: StripeConnection, customerId: string): Promise<DocumentFact[]> {
  const [account] = await readFundingInstructions(stripe, customerId);
  if (!account) return [];
  return [
    { label: "Bank", value: account.bankName },
    { label: "Account holder", value: account.accountHolderName },
    { label: "Account number", value: account.accountNumber },
    { label: "Routing number", value: account.routingNumber },
    { label: "Account type", value: account.accountType },
  ];
}
