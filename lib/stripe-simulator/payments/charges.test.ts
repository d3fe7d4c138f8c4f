import type Stripe from "stripe";
import { describe, expect, test } from "vitest";
import { openSimulator } from "#lib/stripe-simulator/core/testing/open-simulator.ts";
import { authenticatePayment } from "./authenticate.ts";
import { settleBankDebit } from "./bank-debits.ts";

const DAY = 86_400;
const SAVED = { amount: 2_500, currency: "usd", confirm: true } as const;

async function openCustomer() {
  const open = openSimulator();
  const customer = await open.stripe.customers.create();
  open.events();
  return { ...open, customer: customer.id };
}

async function savedMethod(stripe: Stripe, customer: string, magic: string): Promise<string> {
  return (await stripe.paymentMethods.attach(magic, { customer })).id;
}

describe("a card payment", () => {
  test("goes through, and its method is kept for later when that is asked for", async () => {
    const { stripe, customer, events } = await openCustomer();
    const intent = await stripe.paymentIntents.create({
      ...SAVED,
      customer,
      payment_method: "pm_card_visa",
      setup_future_usage: "off_session",
      metadata: { kind: "credit_topup" },
      expand: ["latest_charge"],
    });
    expect(intent).toMatchObject({ status: "succeeded", amount_received: 2_500, metadata: { kind: "credit_topup" } });
    expect(intent.latest_charge).toMatchObject({ paid: true, amount: 2_500, metadata: { kind: "credit_topup" } });
    expect(events()).toEqual([
      "payment_intent.created",
      "payment_method.attached",
      "charge.succeeded",
      "payment_intent.succeeded",
    ]);
    const again = await stripe.paymentIntents.create({
      ...SAVED,
      customer,
      payment_method: intent.payment_method as string,
      off_session: true,
    });
    expect(again.status).toBe("succeeded");
  });

  test("of a method that was not kept cannot be made twice", async () => {
    const { stripe, customer, events } = await openCustomer();
    const { payment_method } = await stripe.paymentIntents.create({
      ...SAVED,
      customer,
      payment_method: "pm_card_visa",
    });
    events();
    const again = { ...SAVED, customer, payment_method: payment_method as string };
    await expect(stripe.paymentIntents.create(again)).rejects.toThrow("may not be used again");
    expect(events()).toEqual([]);
  });

  test("with somebody else's method is refused and leaves nothing behind", async () => {
    const { stripe, customer, events } = await openCustomer();
    const other = await stripe.customers.create({ payment_method: "pm_card_visa" });
    const [method] = (await stripe.customers.listPaymentMethods(other.id)).data;
    events();
    const pay = { ...SAVED, customer, payment_method: method?.id ?? "" };
    await expect(stripe.paymentIntents.create(pay)).rejects.toThrow("does not belong to the Customer");
    expect(events()).toEqual([]);
  });

  test.each([
    ["pm_card_chargeDeclined", "card_declined", "generic_decline"],
    ["pm_card_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"],
    ["pm_card_chargeDeclinedExpiredCard", "expired_card", "expired_card"],
  ])("%s is declined with 402 %s, and another card may pay the same intent", async (magic, code, decline_code) => {
    const { stripe, customer, events } = await openCustomer();
    const error = await stripe.paymentIntents
      .create({ ...SAVED, customer, payment_method: magic })
      .catch((thrown: Stripe.errors.StripeCardError) => thrown);
    expect(error).toMatchObject({ type: "StripeCardError", statusCode: 402, code, decline_code });
    const { payment_intent } = error as Stripe.errors.StripeCardError;
    expect(payment_intent).toMatchObject({
      status: "requires_payment_method",
      payment_method: null,
      last_payment_error: { type: "card_error", code, decline_code },
    });
    expect(events()).toEqual(["payment_intent.created", "payment_intent.payment_failed", "charge.failed"]);
    const paid = await stripe.paymentIntents.confirm(payment_intent?.id ?? "", {
      payment_method: "pm_card_mastercard",
    });
    expect(paid).toMatchObject({ status: "succeeded", last_payment_error: null });
  });

  test("with a card that saves well is declined later", async () => {
    const { stripe, customer } = await openCustomer();
    const payment_method = await savedMethod(stripe, customer, "pm_card_chargeCustomerFail");
    await expect(
      stripe.paymentIntents.create({ ...SAVED, customer, payment_method, off_session: true }),
    ).rejects.toMatchObject({ code: "card_declined", decline_code: "generic_decline" });
  });

  test("by a kind of method that the intent does not allow is refused", async () => {
    const { stripe, customer } = await openCustomer();
    const only = { ...SAVED, customer, allowed_payment_method_types: ["card" as const] };
    await expect(stripe.paymentIntents.create({ ...only, payment_method: "pm_usBankAccount_success" })).rejects.toThrow(
      "is not allowed for this PaymentIntent",
    );
    expect((await stripe.paymentIntents.list()).data).toEqual([]);
  });

  test("below 50 cents is refused", async () => {
    const { stripe } = await openCustomer();
    await expect(stripe.paymentIntents.create({ amount: 49, currency: "usd" })).rejects.toMatchObject({
      code: "amount_too_small",
    });
    expect((await stripe.paymentIntents.create({ amount: 50, currency: "usd" })).status).toBe(
      "requires_payment_method",
    );
  });

  test("ends as the control said, once each", async () => {
    const { stripe, account, customer } = await openCustomer();
    account.nextOutcomes.push("insufficient_funds", "succeeded");
    const pay = () => stripe.paymentIntents.create({ ...SAVED, customer, payment_method: "pm_card_visa" });
    await expect(pay()).rejects.toMatchObject({ decline_code: "insufficient_funds" });
    expect((await pay()).status).toBe("succeeded");
    expect(account.nextOutcomes).toEqual([]);
  });
});

describe("authentication", () => {
  test("is asked of a payer who is there, and pays when it is done", async () => {
    const { stripe, account, customer, events } = await openCustomer();
    const pay = () =>
      stripe.paymentIntents.create({
        ...SAVED,
        customer,
        payment_method: "pm_card_authenticationRequired",
        return_url: "http://127.0.0.1:4010/back",
      });
    const intent = await pay();
    expect(intent).toMatchObject({
      status: "requires_action",
      next_action: { redirect_to_url: { url: `http://127.0.0.1:4014/authenticate/${intent.id}` } },
    });
    authenticatePayment(account, intent.id, true);
    expect(events().slice(1)).toEqual([
      "payment_intent.requires_action",
      "charge.succeeded",
      "payment_intent.succeeded",
    ]);
    const refused = await pay();
    authenticatePayment(account, refused.id, false);
    expect(await stripe.paymentIntents.retrieve(refused.id)).toMatchObject({
      status: "requires_payment_method",
      last_payment_error: { code: "payment_intent_authentication_failure" },
    });
    expect(() => authenticatePayment(account, refused.id, true)).toThrow("waits for no authentication");
  });

  test("declines a payer who is not there", async () => {
    const { stripe, customer } = await openCustomer();
    const payment_method = await savedMethod(stripe, customer, "pm_card_authenticationRequired");
    await expect(
      stripe.paymentIntents.create({ ...SAVED, customer, payment_method, off_session: true }),
    ).rejects.toMatchObject({ statusCode: 402, code: "authentication_required" });
  });

  test("once done while saving, it is not asked again", async () => {
    const { stripe, account, customer } = await openCustomer();
    const first = await stripe.paymentIntents.create({
      ...SAVED,
      customer,
      payment_method: "pm_card_authenticationRequiredOnSetup",
      setup_future_usage: "off_session",
    });
    expect(first.status).toBe("requires_action");
    authenticatePayment(account, first.id, true);
    const later = await stripe.paymentIntents.create({
      ...SAVED,
      customer,
      payment_method: first.payment_method as string,
      off_session: true,
    });
    expect(later.status).toBe("succeeded");
  });
});

describe("a bank debit", () => {
  test("is under way until the bank answers", async () => {
    const { stripe, account, customer, events } = await openCustomer();
    const debit = { ...SAVED, customer, payment_method: "pm_usBankAccount_success" };
    const paid = await stripe.paymentIntents.create(debit);
    expect(paid).toMatchObject({ status: "processing", amount_received: 0 });
    expect(events()).toEqual(["payment_intent.created", "charge.pending", "payment_intent.processing"]);
    settleBankDebit(account, paid.id, "paid");
    expect(events()).toEqual(["charge.succeeded", "payment_intent.succeeded"]);
    const returned = await stripe.paymentIntents.create(debit);
    settleBankDebit(account, returned.id, "insufficient_funds");
    expect(await stripe.paymentIntents.retrieve(returned.id, { expand: ["latest_charge"] })).toMatchObject({
      status: "requires_payment_method",
      last_payment_error: { code: "insufficient_funds" },
      latest_charge: { status: "failed", paid: false },
    });
    expect(() => settleBankDebit(account, returned.id, "paid")).toThrow("nothing under way");
  });

  test("settles by itself after four days, as its account has it", async () => {
    const { stripe, customer, clock } = await openCustomer();
    const pay = (payment_method: string) => stripe.paymentIntents.create({ ...SAVED, customer, payment_method });
    const good = await pay("pm_usBankAccount_success");
    const closed = await pay("pm_usBankAccount_accountClosed");
    clock.seconds += 4 * DAY - 1;
    expect((await stripe.paymentIntents.retrieve(good.id)).status).toBe("processing");
    clock.seconds += 1;
    expect((await stripe.paymentIntents.retrieve(good.id)).status).toBe("succeeded");
    expect((await stripe.paymentIntents.retrieve(closed.id)).last_payment_error?.code).toBe("account_closed");
    const [event] = (await stripe.events.list({ type: "payment_intent.succeeded" })).data;
    expect(event?.created).toBe(clock.seconds);
    expect(event?.request).toEqual({ id: null, idempotency_key: null });
  });

  test("cannot be canceled while it is under way", async () => {
    const { stripe, customer } = await openCustomer();
    const intent = await stripe.paymentIntents.create({
      ...SAVED,
      customer,
      payment_method: "pm_usBankAccount_success",
    });
    await expect(stripe.paymentIntents.cancel(intent.id)).rejects.toMatchObject({
      code: "payment_intent_unexpected_state",
    });
  });
});
