import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openSimulator } from "#lib/stripe-simulator/core/testing/open-simulator.ts";
import { closeDispute, openDispute } from "./disputes.ts";
import { failRefund } from "./fail-refund.ts";

async function openPaid(amount: number) {
  const open = openSimulator();
  const { id, latest_charge } = await open.stripe.paymentIntents.create({
    amount,
    currency: "usd",
    payment_method: "pm_card_visa",
    confirm: true,
  });
  open.events();
  return { ...open, intent: id, charge: String(latest_charge) };
}

describe("refunds", () => {
  test("in parts: each is its own object, the charge adds them up, no more than was paid", async () => {
    const { stripe, intent, charge, events } = await openPaid(1_000);
    const first = await stripe.refunds.create({ payment_intent: intent, amount: 300, reason: "duplicate" });
    const second = await stripe.refunds.create({ charge, amount: 200 });
    expect(first.id).not.toBe(second.id);
    expect(await stripe.charges.retrieve(charge)).toMatchObject({ amount_refunded: 500, refunded: false });
    await expect(stripe.refunds.create({ charge, amount: 501 })).rejects.toThrow("greater than unrefunded amount");
    expect((await stripe.refunds.create({ charge })).amount).toBe(500);
    expect(await stripe.charges.retrieve(charge)).toMatchObject({ amount_refunded: 1_000, refunded: true });
    await expect(stripe.refunds.create({ charge })).rejects.toMatchObject({ code: "charge_already_refunded" });
    expect(events()).toEqual(Array.from({ length: 3 }, () => ["refund.created", "charge.refunded"]).flat());
    expect((await stripe.refunds.list({ payment_intent: intent })).data).toHaveLength(3);
  });

  test("never give back more than was paid, whatever is asked", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 600 }), { maxLength: 12 }), async (amounts) => {
        const { stripe, charge } = await openPaid(1_000);
        let given = 0;
        for (const amount of amounts) {
          const isGiven = await stripe.refunds.create({ charge, amount }).then(
            () => true,
            () => false,
          );
          expect(isGiven).toBe(given + amount <= 1_000);
          if (isGiven) given += amount;
        }
        expect((await stripe.charges.retrieve(charge)).amount_refunded).toBe(given);
      }),
      { numRuns: 25 },
    );
  });

  test("may come back from the bank, and the money can be given back again", async () => {
    const { stripe, account, charge, events } = await openPaid(1_000);
    const refund = await stripe.refunds.create({ charge });
    events();
    failRefund(account, refund.id);
    expect(events()).toEqual(["refund.failed", "refund.updated", "charge.refund.updated"]);
    expect(await stripe.charges.retrieve(charge)).toMatchObject({ amount_refunded: 0, refunded: false });
    expect(() => failRefund(account, refund.id)).toThrow("failed already");
    expect((await stripe.refunds.create({ charge, amount: 1_000 })).status).toBe("succeeded");
  });

  test("of what was not paid are refused", async () => {
    const { stripe } = openSimulator();
    const intent = await stripe.paymentIntents.create({ amount: 900, currency: "usd" });
    await expect(stripe.refunds.create({ payment_intent: intent.id })).rejects.toThrow("successful charge");
    await expect(stripe.refunds.create({})).rejects.toThrow("payment_intent or charge");
  });
});

describe("disputes", () => {
  test("take the money away and give it back when they are won", async () => {
    const { stripe, account, charge, events } = await openPaid(1_000);
    const dispute = openDispute(account, charge);
    expect(dispute).toMatchObject({ amount: 1_000, status: "needs_response", charge });
    await expect(stripe.refunds.create({ charge })).rejects.toMatchObject({ code: "charge_disputed" });
    closeDispute(account, dispute.id, "won");
    expect(events()).toEqual([
      "charge.dispute.created",
      "charge.dispute.funds_withdrawn",
      "charge.dispute.funds_reinstated",
      "charge.dispute.closed",
    ]);
    expect(() => closeDispute(account, dispute.id, "lost")).toThrow("won already");
    expect(() => openDispute(account, charge)).toThrow("disputed already");
  });

  test("that are lost stay lost", async () => {
    const { account, charge, events } = await openPaid(1_000);
    closeDispute(account, openDispute(account, charge).id, "lost");
    expect(events()).not.toContain("charge.dispute.funds_reinstated");
  });
});
