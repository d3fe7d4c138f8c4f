import { expect, test, vi } from "vitest";
import { findStripeCustomerId } from "#lib/data/stripe-customers.ts";
import { connectSimulator } from "#lib/stripe/connection.ts";
import { GOOD_CARD, visitPage } from "#lib/stripe-simulator/checkout/testing/page-visit.ts";
import { type BilledWorkspace, openBilledWorkspace } from "#prisma/testing/billed-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";

vi.stubEnv("APP_URL", "http://console.test");

const database = setUpTestDatabase();
const now = new Date("2026-11-06T09:30:00Z");
const MASTERCARD = { ...GOOD_CARD, number: "5555555555554444" };

const stripeOf = ({ simulator }: BilledWorkspace) => connectSimulator(simulator.url, simulator.apiKey);
const accountOf = ({ workspace: { workspaceId } }: BilledWorkspace) =>
  database.db.billingAccount.findUniqueOrThrow({ where: { workspaceId } });
const cardChangesOf = ({ workspace: { workspaceId } }: BilledWorkspace) =>
  database.db.auditEntry.findMany({ where: { workspaceId, action: "card.changed" } });

/** A Pro workspace whose saved card attaches and then fails; its renewal of December is overdue. */
async function openOverdue(): Promise<BilledWorkspace> {
  const billed = await openBilledWorkspace(database.db, { now });
  await billed.subscribe("pro");
  const { client } = stripeOf(billed);
  const customer = (await findStripeCustomerId(database.db, billed.workspace.workspaceId)) ?? "";
  const failing = await client.paymentMethods.attach("pm_card_chargeCustomerFail", { customer });
  await client.customers.update(customer, { invoice_settings: { default_payment_method: failing.id } });
  const [subscription] = (await client.subscriptions.list({ customer })).data;
  await client.subscriptions.update(subscription?.id ?? "", { default_payment_method: failing.id });
  await billed.advanceTo(new Date("2026-12-01T02:00:00Z"));
  expect(await accountOf(billed)).toMatchObject({ subscriptionStatus: "past_due", cardLast4: "0341" });
  return billed;
}

async function payOnPage(billed: BilledWorkspace, card = MASTERCARD) {
  const { openInvoiceUrl } = await accountOf(billed);
  const paid = await (await visitPage(openInvoiceUrl ?? "")).submit(card);
  expect(paid.status).toBe(200);
}

test("the card that pays an overdue renewal pays the next one too, audited once and said in the mail", async () => {
  await using billed = await openOverdue();
  await payOnPage(billed);
  await billed.sync();
  await billed.sync();
  expect(await accountOf(billed)).toMatchObject({ pastDueSince: null, cardBrand: "mastercard", cardLast4: "4444" });
  expect(await cardChangesOf(billed)).toMatchObject([
    {
      actorId: "billing",
      before: { brand: "visa", last4: "0341" },
      after: { brand: "mastercard", last4: "4444", changedBy: null, paidInvoice: expect.any(String) },
    },
  ]);
  const { workspaceId } = billed.workspace;
  const told = await database.db.outboxMessage.findMany({ where: { workspaceId, topic: "payment.recovered" } });
  expect(told).toMatchObject([{ payload: { newCard: { brand: "mastercard", last4: "4444" } } }]);

  await billed.advanceTo(new Date("2027-01-01T02:00:00Z"));
  expect(await accountOf(billed)).toMatchObject({ subscriptionStatus: "active", pastDueSince: null });
  expect((await billed.invoices())[0]).toMatchObject({ status: "paid", amount_paid: 4_900 });
});

test("also when Weir hears only afterwards that it ever failed", async () => {
  await using billed = await openOverdue();
  const { workspaceId } = billed.workspace;
  const { openInvoiceUrl } = await accountOf(billed);
  await database.db.planInvoice.deleteMany({ where: { workspaceId, reason: "renewal" } });
  await (await visitPage(openInvoiceUrl ?? "")).submit(MASTERCARD);
  await billed.sync();
  expect(await accountOf(billed)).toMatchObject({ cardLast4: "4444" });
});

test("a card that somebody chose since stays, and a renewal that its own card pays changes nothing", async () => {
  await using billed = await openOverdue();
  const { client } = stripeOf(billed);
  const { workspaceId } = billed.workspace;
  const customer = (await findStripeCustomerId(database.db, workspaceId)) ?? "";
  const chosen = await client.paymentMethods.attach("pm_card_visa", { customer });
  await client.customers.update(customer, { invoice_settings: { default_payment_method: chosen.id } });
  const [subscription] = (await client.subscriptions.list({ customer })).data;
  await client.subscriptions.update(subscription?.id ?? "", { default_payment_method: chosen.id });
  const savedAt = billed.simulator.clock.now();
  await database.db.stripeCustomer.update({
    where: { stripeCustomerId: customer },
    data: { cardCheckoutId: "cs_chosen", cardSavedAt: savedAt },
  });
  await payOnPage(billed);
  await billed.sync();
  expect(await accountOf(billed)).toMatchObject({ pastDueSince: null, cardLast4: "4242" });
  await billed.advanceTo(new Date("2027-01-01T02:00:00Z"));
  expect(await accountOf(billed)).toMatchObject({ subscriptionStatus: "active", cardLast4: "4242" });
  expect(await cardChangesOf(billed)).toEqual([]);
});

test("a sync that fails after Stripe has the new card does it all the next time", async () => {
  await using billed = await openOverdue();
  await payOnPage(billed);
  await database.pool.query(`
    CREATE FUNCTION fail_once() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'planned'; END $$;
    CREATE TRIGGER fail_once BEFORE UPDATE ON plan_invoices FOR EACH ROW EXECUTE FUNCTION fail_once()`);
  try {
    await expect(billed.sync()).rejects.toThrow();
  } finally {
    await database.pool.query("DROP TRIGGER fail_once ON plan_invoices; DROP FUNCTION fail_once()");
  }
  expect(await cardChangesOf(billed)).toEqual([]);
  await billed.sync();
  expect(await accountOf(billed)).toMatchObject({ pastDueSince: null, cardLast4: "4444" });
  expect(await cardChangesOf(billed)).toHaveLength(1);
  const { workspaceId } = billed.workspace;
  const told = await database.db.outboxMessage.findMany({ where: { workspaceId, topic: "payment.recovered" } });
  expect(told).toMatchObject([{ payload: { newCard: { last4: "4444" } } }]);
});
