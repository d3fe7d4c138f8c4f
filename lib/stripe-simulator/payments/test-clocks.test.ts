import { describe, expect, test } from "vitest";
import { openSimulator } from "#lib/stripe-simulator/core/testing/open-simulator.ts";

const DAY = 86_400;
const START = Date.UTC(2027, 0, 31) / 1000;

describe("test clocks", () => {
  test("hold a customer's time, and bring about what is due when they are moved", async () => {
    const { stripe, clock, events } = openSimulator();
    const testClock = await stripe.testHelpers.testClocks.create({ frozen_time: START });
    const customer = await stripe.customers.create({ test_clock: testClock.id });
    const debit = await stripe.paymentIntents.create({
      customer: customer.id,
      amount: 500,
      currency: "usd",
      payment_method: "pm_usBankAccount_success",
      confirm: true,
    });
    expect([customer.created, debit.created]).toEqual([START, START]);
    clock.seconds += 30 * DAY;
    expect((await stripe.paymentIntents.retrieve(debit.id)).status).toBe("processing");
    events();
    const advanced = await stripe.testHelpers.testClocks.advance(testClock.id, { frozen_time: START + 9 * DAY });
    expect(advanced).toMatchObject({ status: "ready", frozen_time: START + 9 * DAY });
    expect(events()).toEqual([
      "test_helpers.test_clock.advancing",
      "charge.succeeded",
      "payment_intent.succeeded",
      "test_helpers.test_clock.ready",
    ]);
    const [paid] = (await stripe.events.list({ type: "payment_intent.succeeded" })).data;
    expect(paid?.created).toBe(START + 4 * DAY);
    await expect(stripe.testHelpers.testClocks.advance(testClock.id, { frozen_time: START })).rejects.toThrow(
      "must be after",
    );
  });

  test("their customers are listed for them alone, and go with them", async () => {
    const { stripe } = openSimulator();
    const testClock = await stripe.testHelpers.testClocks.create({ frozen_time: START });
    const inside = await stripe.customers.create({ test_clock: testClock.id });
    const outside = await stripe.customers.create();
    const idsOf = async (params: object) => (await stripe.customers.list(params)).data.map(({ id }) => id);
    expect(await idsOf({})).toEqual([outside.id]);
    expect(await idsOf({ test_clock: testClock.id })).toEqual([inside.id]);
    await stripe.testHelpers.testClocks.del(testClock.id);
    expect(await stripe.customers.retrieve(inside.id)).toMatchObject({ deleted: true });
    expect(await idsOf({})).toEqual([outside.id]);
  });
});
