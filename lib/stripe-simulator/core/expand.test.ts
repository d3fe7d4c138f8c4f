import { describe, expect, test } from "vitest";
import { openSimulator } from "./testing/open-simulator.ts";

async function paidCharge() {
  const open = openSimulator();
  const customer = await open.stripe.customers.create({ payment_method: "pm_card_visa" });
  const intent = await open.stripe.paymentIntents.create({
    customer: customer.id,
    amount: 500,
    currency: "usd",
    payment_method: "pm_card_visa",
    confirm: true,
  });
  return { ...open, customer, intent };
}

describe("expand", () => {
  test("replaces ids by objects, along lists and several levels deep, and leaves the tables alone", async () => {
    const { stripe, customer, intent } = await paidCharge();
    const expanded = await stripe.paymentIntents.retrieve(intent.id, {
      expand: ["latest_charge.payment_intent.customer", "customer.tax_ids"],
    });
    expect(expanded).toMatchObject({
      customer: { id: customer.id, tax_ids: { object: "list", data: [] } },
      latest_charge: { object: "charge", payment_intent: { id: intent.id, customer: { id: customer.id } } },
    });
    const listed = await stripe.paymentIntents.list({ expand: ["data.latest_charge"] });
    expect(listed.data[0]).toMatchObject({ latest_charge: { object: "charge" }, customer: customer.id });
    expect((await stripe.paymentIntents.retrieve(intent.id)).customer).toBe(customer.id);
  });

  test("shows a deleted object as its stub", async () => {
    const { stripe, customer, intent } = await paidCharge();
    await stripe.customers.del(customer.id);
    const { customer: shown } = await stripe.paymentIntents.retrieve(intent.id, { expand: ["customer"] });
    expect(shown).toEqual({ id: customer.id, object: "customer", deleted: true });
  });

  test("refuses what cannot be expanded, and more than four levels", async () => {
    const { stripe, intent } = await paidCharge();
    for (const path of ["status", "no_such_field", "latest_charge.status"]) {
      await expect(stripe.paymentIntents.retrieve(intent.id, { expand: [path] })).rejects.toThrow("cannot be expanded");
    }
    const deep = "latest_charge.payment_intent.latest_charge.payment_intent.customer";
    await expect(stripe.paymentIntents.retrieve(intent.id, { expand: [deep] })).rejects.toThrow("more than 4 levels");
  });
});
