import { describe, expect, test } from "vitest";
import { openSimulator } from "#lib/stripe-simulator/core/testing/open-simulator.ts";

describe("customers", () => {
  test("an update changes what it names, clears what is empty, and its event says what was before", async () => {
    const { stripe } = openSimulator();
    const { id } = await stripe.customers.create({ name: "Ada", phone: "1", metadata: { a: "1", b: "2" } });
    const updated = await stripe.customers.update(id, { name: "Bob", phone: "", metadata: { a: "", c: "3" } });
    expect(updated).toMatchObject({ name: "Bob", phone: null, metadata: { b: "2", c: "3" } });
    const [event] = (await stripe.events.list({ type: "customer.updated" })).data;
    expect(event?.data.previous_attributes).toEqual({ name: "Ada", phone: "1", metadata: { a: "1", b: "2" } });
    await stripe.customers.update(id, { name: "Bob" });
    expect((await stripe.events.list({ type: "customer.updated" })).data).toHaveLength(1);
    expect((await stripe.customers.update(id, { metadata: "" })).metadata).toEqual({});
  });

  test("a default card must be the customer's own, and is forgotten when it is detached", async () => {
    const { stripe } = openSimulator();
    const ada = await stripe.customers.create();
    const bob = await stripe.customers.create();
    const { id } = await stripe.paymentMethods.attach("pm_card_visa", { customer: ada.id });
    const invoice_settings = { default_payment_method: id };
    await expect(stripe.customers.update(bob.id, { invoice_settings })).rejects.toThrow("must be attached");
    await stripe.customers.update(ada.id, { invoice_settings });
    await stripe.paymentMethods.detach(id);
    const after = await stripe.customers.retrieve(ada.id);
    expect(after).toMatchObject({ invoice_settings: { default_payment_method: null } });
    await expect(stripe.paymentMethods.attach(id, { customer: ada.id })).rejects.toThrow("may not be used again");
  });

  test("a customer that cannot be made leaves nothing behind", async () => {
    const { stripe } = openSimulator();
    await expect(stripe.customers.create({ payment_method: "pm_card_chargeDeclined" })).rejects.toMatchObject({
      statusCode: 402,
    });
    expect((await stripe.customers.list()).data).toEqual([]);
    expect((await stripe.events.list()).data).toEqual([]);
  });

  test("a deleted customer is a stub that no list shows", async () => {
    const { stripe } = openSimulator();
    const { id } = await stripe.customers.create({ email: "ada@example.com" });
    expect(await stripe.customers.del(id)).toEqual({ id, object: "customer", deleted: true });
    expect(await stripe.customers.retrieve(id)).toEqual({ id, object: "customer", deleted: true });
    expect((await stripe.customers.list({ email: "ada@example.com" })).data).toEqual([]);
    await expect(stripe.customers.update(id, { name: "x" })).rejects.toMatchObject({ code: "resource_missing" });
  });

  test("the balance is the sum of its transactions", async () => {
    const { stripe } = openSimulator();
    const { id } = await stripe.customers.create({ balance: 500 });
    await stripe.customers.createBalanceTransaction(id, { amount: -800, currency: "usd", description: "Thanks" });
    await stripe.customers.update(id, { balance: -100 });
    const moves = (await stripe.customers.listBalanceTransactions(id)).data;
    expect(moves.map(({ amount, ending_balance, type }) => [amount, ending_balance, type])).toEqual([
      [200, -100, "adjustment"],
      [-800, -300, "adjustment"],
      [500, 500, "initial"],
    ]);
    await expect(stripe.customers.createBalanceTransaction(id, { amount: 1, currency: "eur" })).rejects.toThrow(
      "combine currencies",
    );
  });

  test("tax ids must look right", async () => {
    const { stripe } = openSimulator();
    const { id } = await stripe.customers.create();
    await expect(stripe.customers.createTaxId(id, { type: "eu_vat", value: "12" })).rejects.toMatchObject({
      code: "tax_id_invalid",
    });
    const taxId = await stripe.customers.createTaxId(id, { type: "eu_vat", value: "DE123456789" });
    expect(taxId).toMatchObject({ country: "DE", customer: id, verification: { status: "verified" } });
  });
});

describe("bank transfers", () => {
  test("go to an account of the customer's own, and stay on the cash balance", async () => {
    const { stripe, events } = openSimulator();
    const ada = await stripe.customers.create();
    const bob = await stripe.customers.create();
    const numberOf = async (customer: string) => {
      const { bank_transfer } = await stripe.customers.createFundingInstructions(customer, {
        currency: "usd",
        funding_type: "bank_transfer",
        bank_transfer: { type: "us_bank_transfer" },
      });
      return bank_transfer.financial_addresses[0]?.aba?.account_number;
    };
    expect(await numberOf(ada.id)).toMatch(/^\d{12}$/);
    expect(await numberOf(ada.id)).toBe(await numberOf(ada.id));
    expect(await numberOf(bob.id)).not.toBe(await numberOf(ada.id));
    events();
    const paid = { amount: 7_000, currency: "usd", reference: "INV-1" };
    const transaction = await stripe.testHelpers.customers.fundCashBalance(ada.id, paid);
    expect(transaction).toMatchObject({ type: "funded", net_amount: 7_000, ending_balance: 7_000 });
    expect(events()).toEqual(["customer_cash_balance_transaction.created", "cash_balance.funds_available"]);
    expect((await stripe.customers.retrieveCashBalance(ada.id)).available).toEqual({ usd: 7_000 });
    expect((await stripe.customers.retrieveCashBalance(bob.id)).available).toBeNull();
  });
});
