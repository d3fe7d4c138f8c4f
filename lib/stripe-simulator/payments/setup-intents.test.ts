import { describe, expect, test } from "vitest";
import { openSimulator } from "#lib/stripe-simulator/core/testing/open-simulator.ts";
import { authenticateSetup } from "./set-up-method.ts";

const CARD = { exp_month: 12, exp_year: 2030, cvc: "123" };

async function openCustomer() {
  const open = openSimulator();
  const { id } = await open.stripe.customers.create();
  open.events();
  return { ...open, customer: id };
}

describe("saving a card", () => {
  test("attaches it to the customer", async () => {
    const { stripe, customer, events } = await openCustomer();
    const setup = await stripe.setupIntents.create({ customer, payment_method: "pm_card_visa", confirm: true });
    expect(setup.status).toBe("succeeded");
    expect(events()).toEqual(["setup_intent.created", "setup_intent.succeeded", "payment_method.attached"]);
    const { data } = await stripe.customers.listPaymentMethods(customer, { type: "card" });
    expect(data.map(({ id }) => id)).toEqual([setup.payment_method]);
  });

  test("is refused as a payment would be, and may be tried with another card", async () => {
    const { stripe, customer } = await openCustomer();
    const setup = await stripe.setupIntents.create({ customer });
    await expect(
      stripe.setupIntents.confirm(setup.id, { payment_method: "pm_card_chargeDeclined" }),
    ).rejects.toMatchObject({ statusCode: 402, decline_code: "generic_decline" });
    expect(await stripe.setupIntents.retrieve(setup.id)).toMatchObject({
      status: "requires_payment_method",
      last_setup_error: { code: "card_declined" },
    });
    const saved = await stripe.setupIntents.confirm(setup.id, { payment_method: "pm_card_mastercard" });
    expect(saved).toMatchObject({ status: "succeeded", last_setup_error: null });
  });

  test("that needs authentication makes later payments without the payer possible", async () => {
    const { stripe, account, customer } = await openCustomer();
    const setup = await stripe.setupIntents.create({
      customer,
      payment_method: "pm_card_authenticationRequiredOnSetup",
      confirm: true,
    });
    expect(setup.status).toBe("requires_action");
    authenticateSetup(account, setup.id, true);
    const paid = await stripe.paymentIntents.create({
      customer,
      amount: 500,
      currency: "usd",
      payment_method: setup.payment_method as string,
      off_session: true,
      confirm: true,
    });
    expect(paid.status).toBe("succeeded");
  });

  test("takes test numbers alone, and forgets them", async () => {
    const { stripe, simulator } = openSimulator();
    const create = (number: string, exp_year = 2030) =>
      stripe.paymentMethods.create({ type: "card", card: { ...CARD, number, exp_year } });
    expect((await create("4000 0000 0000 0341")).card?.last4).toBe("0341");
    await expect(create("4111111111111111")).rejects.toMatchObject({ decline_code: "test_mode_live_card" });
    await expect(create("4242424242424242", 2026)).resolves.toMatchObject({ card: { exp_year: 2026 } });
    await expect(create("4242424242424242", 2025)).rejects.toMatchObject({ code: "expired_card" });
    expect(JSON.stringify([simulator.snapshot(), simulator.journal])).not.toMatch(/424242424242|4111111/);
  });
});

describe("saving a bank account", () => {
  test("waits for its two small deposits", async () => {
    const { stripe, customer } = await openCustomer();
    const bank = await stripe.paymentMethods.create({
      type: "us_bank_account",
      us_bank_account: { account_number: "000123456789", routing_number: "110000000" },
    });
    const setup = await stripe.setupIntents.create({ customer, payment_method: bank.id, confirm: true });
    expect(setup).toMatchObject({ status: "requires_action", next_action: { type: "verify_with_microdeposits" } });
    for (const amounts of [[32, 46], [32], [], [32, 45, 45]]) {
      await expect(stripe.setupIntents.verifyMicrodeposits(setup.id, { amounts })).rejects.toMatchObject({
        code: "payment_method_microdeposit_verification_amounts_mismatch",
      });
    }
    const verified = await stripe.setupIntents.verifyMicrodeposits(setup.id, {
      amounts: [45, 32],
      expand: ["mandate"],
    });
    expect(verified).toMatchObject({ status: "succeeded", mandate: { payment_method: bank.id, status: "active" } });
  });
});
