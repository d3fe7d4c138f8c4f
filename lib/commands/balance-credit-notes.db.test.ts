import { expect, test, vi } from "vitest";
import { NANOS_PER_DOLLAR } from "#lib/domain/money.ts";
import { connectSimulator } from "#lib/stripe/connection.ts";
import { openInvoicedWorkspace } from "#prisma/testing/invoiced-workspace.ts";
import { issuedInvoices } from "#prisma/testing/issued-invoices.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { issueCreditNote } from "./issue-credit-note.ts";

vi.stubEnv("APP_URL", "http://console.test");

const database = setUpTestDatabase();
const LONG = { timeout: 60_000 };
const now = new Date("2026-11-10T09:00:00Z");

/** A Team's renewal of $297, of which the customer's balance pays a part and the card the rest. */
async function openRenewed(balanceCents: number) {
  const own = await openInvoicedWorkspace(database, { now });
  const stripe = connectSimulator(own.simulator.url, own.simulator.apiKey);
  await own.subscribe("team", 3);
  const customerId = String((await own.invoices())[0]?.customer);
  await stripe.client.customers.createBalanceTransaction(customerId, { amount: -balanceCents, currency: "usd" });
  await own.advanceTo(new Date("2026-12-01T00:05:00Z"));
  await own.closeAt("2026-12-01T00:20:00Z");
  await own.advanceTo(new Date("2026-12-01T03:00:00Z"));
  const renewal = (await issuedInvoices(database.db, own)).at(-1);
  expect(renewal).toMatchObject({ status: "paid", totalNanos: 297n * NANOS_PER_DOLLAR });
  const credit = (dollars: bigint, reason: string) =>
    issueCreditNote(
      { db: database.db, stripe },
      {
        actor: { type: "system", job: "operator" },
        workspaceId: own.workspace.workspaceId,
        invoiceNumber: renewal?.number ?? "",
        amountNanos: dollars * NANOS_PER_DOLLAR,
        reason,
        now: own.simulator.clock.now(),
      },
    );
  const balance = async () => {
    const customer = await stripe.client.customers.retrieve(customerId);
    return customer.deleted ? null : customer.balance;
  };
  const refundedCents = async () =>
    (await stripe.client.refunds.list({ limit: 100 })).data.reduce((sum, { amount }) => sum + amount, 0);
  return { own, stripe, credit, balance, refundedCents, [Symbol.asyncDispose]: () => own[Symbol.asyncDispose]() };
}

test("what the card paid is refunded, and then what the balance paid is credited", LONG, async () => {
  await using renewed = await openRenewed(20_000);
  expect(await renewed.credit(150n, "Outage of 3 Nov")).toMatchObject({ isNew: true });
  expect([await renewed.refundedCents(), await renewed.balance()]).toEqual([9_700, -5_300]);
  expect(await renewed.credit(150n, "Outage of 3 Nov")).toMatchObject({ isNew: false });
  expect(await renewed.credit(147n, "Outage of 9 Nov")).toMatchObject({ isNew: true, leftNanos: 0n });
  expect([await renewed.refundedCents(), await renewed.balance()]).toEqual([9_700, -20_000]);
  await expect(renewed.credit(1n, "More")).rejects.toMatchObject({ code: "conflict" });
});

test("of an invoice that the balance paid whole, all is credited", LONG, async () => {
  await using renewed = await openRenewed(50_000);
  expect(await renewed.credit(10n, "Outage")).toMatchObject({ isNew: true });
  expect([await renewed.refundedCents(), await renewed.balance()]).toEqual([0, -21_300]);
});

test("what was refunded by itself is not given back again", LONG, async () => {
  await using renewed = await openRenewed(20_000);
  const { data } = await renewed.stripe.client.paymentIntents.list({ limit: 100 });
  const payment = data.find(({ amount }) => amount === 9_700)?.id ?? "";
  await renewed.stripe.client.refunds.create({ payment_intent: payment, amount: 9_700 });
  await expect(renewed.credit(201n, "Outage")).rejects.toThrow(/only \$200\.00 of it/);
  expect(await renewed.credit(200n, "Outage")).toMatchObject({ isNew: true });
  expect([await renewed.refundedCents(), await renewed.balance()]).toEqual([9_700, -20_000]);
});
