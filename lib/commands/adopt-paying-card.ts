import { insertAuditEntry } from "#lib/data/audit-entries.ts";
import { findBillingAccount } from "#lib/data/billing-accounts.ts";
import type { Db } from "#lib/data/client.ts";
import { listKeptInvoices } from "#lib/data/plan-invoices.ts";
import { findCardPage, noteCardPage } from "#lib/data/stripe-customers.ts";
import type { BillingState } from "#lib/stripe/read-billing.ts";
import { readPayingCard } from "#lib/stripe/read-paying-card.ts";
import type { PlanInvoice } from "#lib/stripe/read-plan-invoices.ts";
import { setDefaultCard } from "#lib/stripe/set-default-card.ts";
import type { BillingWork } from "./billing-work.ts";

type Payer = { readonly workspaceId: string; readonly customerId: string; readonly billing: BillingState };

/** The state with the card that later payments are made with, and the invoice that gave it. */
export type AdoptedCard = { readonly billing: BillingState; readonly givenByInvoiceId: string | null };

/**
 * Where a renewal was paid with another card than the one that pays by itself, makes it the one: Stripe had charged that
 * one first, so it failed, and would fail again with the next renewal. A card that somebody chose after the renewal was
 * issued stays. Once for each invoice, audited, in whatever order events come. Lock the customer first.
 */
export async function adoptPayingCard(tx: Db, work: Omit<BillingWork, "db">, payer: Payer): Promise<AdoptedCard> {
  const { workspaceId, customerId, billing } = payer;
  const { stripe } = work;
  const nothing = { billing, givenByInvoiceId: null };
  const invoice = newestPaidRenewal(billing);
  if (!invoice?.paidAt) return nothing;
  const { stripeInvoiceId } = invoice;
  const [known] = await listKeptInvoices(tx, workspaceId, [stripeInvoiceId]);
  const chosen = await findCardPage(tx, customerId);
  if (known?.state === "paid" || (chosen && chosen.savedAt > invoice.finalizedAt)) return nothing;
  const card = await readPayingCard(stripe, { invoiceId: stripeInvoiceId, customerId });
  if (!card) return nothing;
  const account = await findBillingAccount(tx, workspaceId);
  const { cardBrand: brand = null, cardLast4: last4 = null } = account ?? {};
  if (card.paymentMethodId === billing.card?.paymentMethodId) {
    // Either it was so before, or an earlier attempt at this got no further than Stripe.
    const isHalfDone = known?.hasFailed === true && (card.brand !== brand || card.last4 !== last4);
    if (!isHalfDone) return nothing;
  } else await setDefaultCard(stripe, customerId, card.paymentMethodId);
  await noteCardPage(tx, customerId, { sessionId: stripeInvoiceId, savedAt: invoice.paidAt });
  await insertAuditEntry(tx, {
    workspaceId,
    action: "card.changed",
    actor: { type: "system", job: "billing" },
    targetType: "workspace",
    targetId: workspaceId,
    before: last4 === null ? null : { brand, last4 },
    after: { brand: card.brand, last4: card.last4, changedBy: null, paidInvoice: invoice.number },
    ip: null,
    requestId: work.requestId,
    at: work.now,
  });
  return { billing: { ...billing, card }, givenByInvoiceId: stripeInvoiceId };
}

function newestPaidRenewal({ invoices }: BillingState): PlanInvoice | null {
  const renewals = invoices.filter(
    ({ reason, paidAt, isByCard, paidNanos }) => reason === "renewal" && isByCard && paidAt && paidNanos > 0n,
  );
  const paidMs = ({ paidAt }: PlanInvoice) => paidAt?.getTime() ?? 0;
  return renewals.sort((a, b) => paidMs(b) - paidMs(a))[0] ?? null;
}
