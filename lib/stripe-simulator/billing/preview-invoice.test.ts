import fc from "fast-check";
import type Stripe from "stripe";
import { expect, it } from "vitest";
import { monthlyPrice, type OpenAccount, openAccount, unixSeconds } from "./testing/open-account.ts";

const START = "2027-01-31T08:00:00Z";

const DAY = 86_400;

const terms = fc.record({
  unit: fc.integer({ min: 0, max: 100_000 }),
  quantity: fc.integer({ min: 1, max: 60 }),
  /** Seconds from the change before it, or from the start. */
  afterSeconds: fc.integer({ min: 1, max: 13 * DAY }),
});

const story = fc.record({ isAnchored: fc.boolean(), start: terms, first: terms, second: terms });

it("previews every change to the cent and bills what was used, over 1,000 random prices, quantities and moments", async () => {
  let charged = 0;
  for (const { isAnchored, start, first, second } of fc.sample(story, { numRuns: 500, seed: 20_261_124 })) {
    const scene = await openAccount({ at: START });
    const { stripe, customer } = scene;
    const subscription = await stripe.subscriptions.create({
      customer,
      items: [{ price: await monthlyPrice(stripe, "Start", start.unit), quantity: start.quantity }],
      ...(isAnchored ? { billing_cycle_anchor: unixSeconds("2027-02-28T07:43:20Z") } : {}),
    });
    const begin = scene.now();
    const changedAt: number[] = [];
    for (const change of [first, second]) {
      changedAt.push(scene.now() + change.afterSeconds);
      charged += await previewThenCommit(scene, subscription, change);
    }
    const end = subscription.items.data[0]?.current_period_end ?? 0;
    const used = worthOf([start, first, second], [begin, ...changedAt, end], isAnchored ? 31 * DAY : 28 * DAY);
    const billed = [...scene.account.tables.invoices.values()].reduce((sum, { total }) => sum + total, 0);
    // Five lines, each rounded on its own.
    expect(Math.abs(billed - used)).toBeLessThanOrEqual(2.5);
  }
  // Otherwise the sample would say nothing of payments.
  expect(charged).toBeGreaterThan(300);
}, 120_000);

/** What was sold for each stretch of time, in exact cents. */
function worthOf(sold: { unit: number; quantity: number }[], moments: number[], wholeSeconds: number): number {
  return sold.reduce((sum, { unit, quantity }, index) => {
    const seconds = (moments[index + 1] ?? 0) - (moments[index] ?? 0);
    return sum + (unit * quantity * seconds) / wholeSeconds;
  }, 0);
}

async function previewThenCommit(
  scene: OpenAccount,
  { id, items: old }: Stripe.Subscription,
  change: { unit: number; quantity: number; afterSeconds: number },
): Promise<number> {
  const { stripe, customer } = scene;
  const price = await monthlyPrice(stripe, "Next", change.unit);
  scene.advanceTo(scene.now() + change.afterSeconds);
  const items = [{ id: old.data[0]?.id ?? "", price, quantity: change.quantity }];
  const proration_date = scene.now();
  const preview = await stripe.invoices.createPreview({
    customer,
    subscription: id,
    subscription_details: { items, proration_behavior: "always_invoice", proration_date },
  });
  // A person takes a while to agree.
  scene.advanceTo(scene.now() + 600);
  const updated = await stripe.subscriptions.update(id, {
    items,
    proration_behavior: "always_invoice",
    proration_date,
    payment_behavior: "pending_if_incomplete",
    expand: ["latest_invoice"],
  });
  const invoice = updated.latest_invoice as Stripe.Invoice;
  expect(bill(invoice), JSON.stringify(change)).toEqual(bill(preview));
  expect(invoice.lines.data).toHaveLength(2);
  expect(invoice.status).toBe("paid");
  expect(scene.account.tables.customers.get(customer)?.balance).toBe(preview.ending_balance);
  if (invoice.amount_due === 0) return 0;
  expect([...scene.account.tables.charges.values()].at(-1)?.amount).toBe(preview.amount_due);
  return 1;
}

function bill({ total, amount_due, starting_balance, period_start, lines }: Stripe.Invoice) {
  return {
    total,
    amount_due,
    starting_balance,
    period_start,
    lines: lines.data.map(({ amount, description, quantity, period }) => ({ amount, description, quantity, period })),
  };
}
