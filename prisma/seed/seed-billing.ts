import { billContract } from "#lib/commands/bill-contract.ts";
import { setEnterpriseContract } from "#lib/commands/set-enterprise-contract.ts";
import { setTokenRates } from "#lib/commands/set-token-rates.ts";
import { syncBilling } from "#lib/commands/sync-billing.ts";
import { upsertBillingDetails } from "#lib/data/billing-details.ts";
import { createDb, type Database } from "#lib/data/client.ts";
import { claimStripeCustomer } from "#lib/data/stripe-customers.ts";
import { billingPeriodAt } from "#lib/domain/billing-period.ts";
import type { StripeConnection } from "#lib/stripe/connection.ts";
import { ensureCustomer } from "#lib/stripe/ensure-customer.ts";
import { ensurePlanPrice } from "#lib/stripe/ensure-plan-price.ts";
import { toStripeTime } from "#lib/stripe/stripe-time.ts";
import { SEED_WORKSPACES, type SeedWorkspace } from "#prisma/seed/scenario.ts";
import { payOlderInvoices, seedDetails, seedInvoices } from "#prisma/seed/seed-invoices.ts";

export type SeedBillingOptions = {
  databaseUrl: string;
  stripe: StripeConnection;
  now: Date;
};

const CONTRACT = {
  monthlyNanos: "12000",
  seats: "25",
  includedInferenceNanos: "0",
  sessionsPerMonth: "2000",
  requiresPurchaseOrder: true,
  purchaseOrderNumber: "PO-2026-4471",
  purchaseOrderNanos: "150000",
} as const;

/** What sales agreed on for the model that the contract is about: a fifth below the list. */
const RATES = {
  modelId: "deepseek-v4-pro",
  mode: "active",
  rates: { inputNanos: 360n, cachedInputNanos: 17n, outputNanos: 1_140n },
} as const;

const ACTOR = { type: "system", job: "seed" } as const;

/** Has the demo's workspaces pay for their plans: by card, or by invoice under a contract. What pays already stays as it is. */
export async function seedBilling({ databaseUrl, stripe, now }: SeedBillingOptions): Promise<void> {
  const db = createDb(databaseUrl);
  try {
    await invoicePast(db, stripe, now);
    for (const seed of SEED_WORKSPACES) {
      if (seed.plan === "enterprise") await contract(db, stripe, seed, now);
      else await subscribe(db, stripe, seed, now);
    }
  } finally {
    await db.$disconnect();
  }
}

/** @returns its id; null where a subscription pays already */
async function findUnbilled(db: Database, slug: string): Promise<string | null> {
  const { workspaceId } = await db.workspaceSlug.findUniqueOrThrow({ where: { slug }, select: { workspaceId: true } });
  const account = await db.billingAccount.findUnique({
    where: { workspaceId },
    select: { stripeSubscriptionId: true },
  });
  return account?.stripeSubscriptionId ? null : workspaceId;
}

/** The invoices of the months that the traffic was in, before anything else is invoiced: numbers follow time. */
async function invoicePast(db: Database, stripe: StripeConnection, now: Date): Promise<void> {
  const customerIds: string[] = [];
  for (const seed of SEED_WORKSPACES) {
    const details = seedDetails(seed.slug);
    const workspaceId = details && (await findUnbilled(db, seed.slug));
    if (!workspaceId) continue;
    await upsertBillingDetails(db, workspaceId, details, { updatedAt: now, updatedByUserId: "seed" });
    if (seed.plan !== "enterprise") continue;
    await setEnterpriseContract(db, { actor: ACTOR, workspaceId, terms: CONTRACT, now });
    customerIds.push(await openCustomer(db, stripe, { ...seed, workspaceId }, now));
  }
  if (customerIds.length === 0) return;
  await seedInvoices(db, stripe, now);
  for (const customerId of customerIds) {
    await payOlderInvoices(stripe, customerId);
    await syncBilling({ db, stripe, now, requestId: null }, customerId);
  }
}

async function contract(db: Database, stripe: StripeConnection, seed: SeedWorkspace, now: Date): Promise<void> {
  const workspaceId = await findUnbilled(db, seed.slug);
  if (!workspaceId) return;
  const terms = { ...CONTRACT, endsAt: `${now.getUTCFullYear() + 1}-12-31` };
  await setEnterpriseContract(db, { actor: ACTOR, workspaceId, terms, now });
  await setTokenRates(db, { actor: ACTOR, workspaceId, ...RATES, effectiveAt: null, isDearerAllowed: false, now });
  const customer = { workspaceId, workspaceName: seed.name, email: emailOf(seed), lineName: "Weir Enterprise" };
  await billContract({ db, stripe, now, requestId: null }, customer);
}

async function openCustomer(
  db: Database,
  stripe: StripeConnection,
  seed: SeedWorkspace & { workspaceId: string },
  now: Date,
): Promise<string> {
  const { workspaceId, name } = seed;
  const stripeCustomerId = await ensureCustomer(stripe, { workspaceId, name, email: emailOf(seed) });
  return claimStripeCustomer(db, { workspaceId, stripeCustomerId, mode: stripe.mode, createdAt: now });
}

function emailOf({ people }: SeedWorkspace): string {
  return people[0]?.email ?? "";
}

async function subscribe(db: Database, stripe: StripeConnection, seed: SeedWorkspace, now: Date): Promise<void> {
  const { plan, seats, slug } = seed;
  if (plan !== "pro" && plan !== "team") return;
  const workspaceId = await findUnbilled(db, slug);
  if (!workspaceId) return;
  const { client } = stripe;
  const customerId = await openCustomer(db, stripe, { ...seed, workspaceId }, now);
  const card = await client.paymentMethods.attach("pm_card_visa", { customer: customerId });
  await client.customers.update(customerId, { invoice_settings: { default_payment_method: card.id } });
  await client.subscriptions.create(
    {
      customer: customerId,
      items: [{ price: await ensurePlanPrice(stripe, plan), quantity: Math.max(1, seats) }],
      billing_cycle_anchor: toStripeTime(billingPeriodAt(now).end),
      proration_behavior: "create_prorations",
      metadata: { workspaceId },
    },
    { idempotencyKey: `seed:${workspaceId}` },
  );
  await syncBilling({ db, stripe, now, requestId: null }, customerId);
}
