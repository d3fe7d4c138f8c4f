import { expect, test, vi } from "vitest";
import { findStripeCustomerId } from "#lib/data/stripe-customers.ts";
import { readSavedCard } from "#lib/stripe/read-saved-card.ts";
import { GOOD_CARD, visitPage } from "#lib/stripe-simulator/checkout/testing/page-visit.ts";
import { type MoneyStand, openMoneyStand } from "#prisma/testing/money-stand.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { fulfilCheckout } from "./fulfil-checkout.ts";
import { startCardSetup } from "./start-card-setup.ts";

vi.stubEnv("APP_URL", "http://console.test");

const database = setUpTestDatabase();
const now = new Date("2026-11-06T09:30:00Z");
const VISA = GOOD_CARD;
const MASTERCARD = { ...GOOD_CARD, number: "5555555555554444" };
const SECOND_MS = 1_000;

async function openPage(stand: MoneyStand, requestId: string) {
  const { url } = await startCardSetup({ ...stand.ctx(), requestId });
  return { url, sessionId: /cs_\w+/.exec(url)?.[0] ?? "" };
}

async function saveCard(stand: MoneyStand, requestId: string, card: Record<string, string>): Promise<string> {
  const { simulator } = stand.billed;
  await simulator.clock.advanceTo(new Date(simulator.clock.now().getTime() + SECOND_MS));
  const { url, sessionId } = await openPage(stand, requestId);
  await (await visitPage(url)).submit(card);
  return sessionId;
}

async function cardOf({ stripe, workspaceId }: MoneyStand): Promise<string | undefined> {
  const customerId = await findStripeCustomerId(database.db, workspaceId);
  return (await readSavedCard(stripe, customerId ?? ""))?.last4;
}

const auditOf = async ({ workspaceId }: MoneyStand) => {
  const where = { workspaceId, action: "card.changed" };
  const entries = await database.db.auditEntry.findMany({ where, orderBy: { auditEntryId: "asc" } });
  return entries.map(({ before, after }) => ({ before, after }));
};

function asRole(stand: MoneyStand, role: "admin" | "billing") {
  const ctx = stand.ctx();
  return ctx.actor.type === "user" ? { ...ctx, actor: { ...ctx.actor, role } } : ctx;
}

test("an old link to a card's page changes nothing, and each change is in the audit log once", async () => {
  await using stand = await openMoneyStand(database.db, { now });
  await stand.control("webhooks", { mode: "drop" });
  const first = await saveCard(stand, "first", VISA);
  await fulfilCheckout(stand.ctx(), { checkoutId: first });
  expect(await cardOf(stand)).toBe("4242");
  const second = await saveCard(stand, "second", MASTERCARD);
  for (const checkoutId of [second, second]) await fulfilCheckout(stand.ctx(), { checkoutId });
  expect(await cardOf(stand)).toBe("4444");
  for (const role of ["admin", "billing"] as const) {
    const outcome = await fulfilCheckout(asRole(stand, role), { checkoutId: first });
    expect(outcome).toEqual({ state: "done", purpose: "card" });
  }
  expect(await cardOf(stand)).toBe("4444");
  const changedBy = stand.billed.workspace.ownerId;
  expect(await auditOf(stand)).toEqual([
    { before: null, after: { brand: "visa", last4: "4242", changedBy } },
    { before: { brand: "visa", last4: "4242" }, after: { brand: "mastercard", last4: "4444", changedBy } },
  ]);
});

test("a page of which an event comes late does not replace a card that was saved after it", async () => {
  await using stand = await openMoneyStand(database.db, { now });
  await stand.control("webhooks", { mode: "hold" });
  await saveCard(stand, "first", VISA);
  const second = await saveCard(stand, "second", MASTERCARD);
  await fulfilCheckout(stand.ctx(), { checkoutId: second });
  await stand.flush();
  expect(await cardOf(stand)).toBe("4444");
  expect(await auditOf(stand)).toHaveLength(1);
});

test("a card that was chosen elsewhere since is not undone by the page of the one before", async () => {
  await using stand = await openMoneyStand(database.db, { now });
  await stand.control("webhooks", { mode: "hold" });
  const page = await saveCard(stand, "first", VISA);
  await fulfilCheckout(stand.ctx(), { checkoutId: page });
  const customer = (await findStripeCustomerId(database.db, stand.workspaceId)) ?? "";
  const { paymentMethods, customers } = stand.stripe.client;
  const other = await paymentMethods.attach("pm_card_mastercard", { customer });
  await customers.update(customer, { invoice_settings: { default_payment_method: other.id } });
  await stand.flush();
  await fulfilCheckout(stand.ctx(), { checkoutId: page });
  expect(await cardOf(stand)).toBe("4444");
});
