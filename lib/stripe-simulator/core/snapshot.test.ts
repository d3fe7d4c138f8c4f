import { describe, expect, test } from "vitest";
import { createSimulator } from "./simulator.ts";
import { connect, isReplay, openSimulator } from "./testing/open-simulator.ts";

describe("snapshot", () => {
  test("a simulator that is made from one goes on where the other was", async () => {
    const { simulator, stripe, account, clock } = openSimulator();
    const customer = await stripe.customers.create({ payment_method: "pm_card_chargeCustomerFail" });
    const [method] = (await stripe.customers.listPaymentMethods(customer.id)).data;
    await stripe.customers.create({ name: "Ada" }, { idempotencyKey: "k" });
    await stripe.customers.del((await stripe.customers.create()).id);
    account.nextOutcomes.push("succeeded");
    const json = JSON.stringify(simulator.snapshot());

    const restored = createSimulator({
      clock: { now: () => new Date(clock.seconds * 1000) },
      origin: "http://127.0.0.1:4014",
      deliver: async () => 200,
      snapshot: JSON.parse(json),
    });
    const again = connect(restored, "sk_test_main");
    expect(JSON.stringify(restored.snapshot())).toBe(json);
    const replayed = await again.customers.create({ name: "Ada" }, { idempotencyKey: "k" });
    expect(isReplay(replayed)).toBe(true);
    const pay = () =>
      again.paymentIntents.create({
        customer: customer.id,
        payment_method: method?.id ?? "",
        amount: 500,
        currency: "usd",
        confirm: true,
      });
    expect((await pay()).status).toBe("succeeded");
    await expect(pay()).rejects.toMatchObject({ decline_code: "generic_decline" });
  });

  test("is a copy", async () => {
    const { simulator, stripe } = openSimulator();
    const customer = await stripe.customers.create({ name: "Ada" });
    const before = JSON.stringify(simulator.snapshot());
    const snapshot = simulator.snapshot();
    await stripe.customers.update(customer.id, { name: "Bob" });
    expect(JSON.stringify(snapshot)).toBe(before);
  });
});
