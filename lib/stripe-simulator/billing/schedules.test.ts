import type Stripe from "stripe";
import { describe, expect, it } from "vitest";
import { type OpenAccount, openAccount, unixSeconds } from "./testing/open-account.ts";

const BOUNDARY = unixSeconds("2026-12-01T00:00:00Z");

type Scene = OpenAccount & { subscription: Stripe.Subscription };

async function onTeam(quantity = 4): Promise<Scene> {
  const scene = await openAccount();
  const subscription = await scene.stripe.subscriptions.create({
    customer: scene.customer,
    items: [{ price: scene.prices.team, quantity }],
    metadata: { workspaceId: "w1" },
  });
  scene.advanceTo("2026-11-16T00:00:00Z");
  scene.events();
  return { ...scene, subscription };
}

/** The console's way to move to Pro with the next period. */
async function scheduleDowngrade({ stripe, subscription, prices }: Scene): Promise<Stripe.SubscriptionSchedule> {
  const schedule = await stripe.subscriptionSchedules.create({ from_subscription: subscription.id });
  const [current] = schedule.phases;
  return stripe.subscriptionSchedules.update(schedule.id, {
    end_behavior: "release",
    metadata: { source: "console" },
    phases: [
      {
        items: [{ price: prices.team, quantity: 4 }],
        start_date: current?.start_date ?? 0,
        end_date: current?.end_date ?? 0,
      },
      {
        items: [{ price: prices.pro, quantity: 1 }],
        duration: { interval: "month", interval_count: 1 },
        proration_behavior: "none",
      },
    ],
  });
}

describe("a downgrade by schedule", () => {
  it("changes nothing before the boundary, and is told in order", async () => {
    const scene = await onTeam();
    const schedule = await scheduleDowngrade(scene);
    expect(scene.events()).toEqual([
      "subscription_schedule.created",
      "customer.subscription.updated",
      "subscription_schedule.updated",
    ]);
    expect(schedule).toMatchObject({ status: "active", metadata: { source: "console" }, end_behavior: "release" });
    expect(schedule.phases.map(({ start_date, end_date }) => [start_date, end_date])).toEqual([
      [unixSeconds("2026-11-01T00:00:00Z"), BOUNDARY],
      [BOUNDARY, unixSeconds("2027-01-01T00:00:00Z")],
    ]);
    const subscription = await scene.stripe.subscriptions.retrieve(scene.subscription.id);
    expect(subscription.schedule).toBe(schedule.id);
    expect(subscription.items.data[0]).toMatchObject({ quantity: 4, price: { id: scene.prices.team } });
    expect((await scene.stripe.invoices.createPreview({ subscription: subscription.id })).total).toBe(4900);
    expect(scene.problems()).toEqual([]);
  });

  it("takes effect at the boundary, and is released a month later", async () => {
    const scene = await onTeam();
    const { stripe, events, advanceTo, prices } = scene;
    const schedule = await scheduleDowngrade(scene);
    advanceTo(BOUNDARY - 1);
    events();
    advanceTo(BOUNDARY);
    expect(events()).toEqual(["customer.subscription.updated", "invoice.created", "subscription_schedule.updated"]);
    advanceTo(BOUNDARY + 3600);
    const subscription = await stripe.subscriptions.retrieve(scene.subscription.id, { expand: ["latest_invoice"] });
    expect(subscription.items.data[0]).toMatchObject({ quantity: 1, price: { id: prices.pro } });
    expect(subscription.latest_invoice).toMatchObject({ total: 4900, status: "paid" });
    const running = await stripe.subscriptionSchedules.retrieve(schedule.id);
    expect(running.current_phase?.start_date).toBe(BOUNDARY);
    advanceTo("2027-01-01T00:00:00Z");
    expect(events().slice(-4)).toEqual([
      "customer.subscription.updated",
      "invoice.created",
      "subscription_schedule.released",
      "customer.subscription.updated",
    ]);
    const released = await stripe.subscriptionSchedules.retrieve(schedule.id);
    expect(released).toMatchObject({ status: "released", subscription: null, released_subscription: subscription.id });
    expect((await stripe.subscriptions.retrieve(subscription.id)).schedule).toBeNull();
    expect(scene.problems()).toEqual([]);
  });

  it("is undone by releasing the schedule", async () => {
    const scene = await onTeam();
    const { stripe, events, advanceTo, prices } = scene;
    const schedule = await scheduleDowngrade(scene);
    events();
    await stripe.subscriptionSchedules.release(schedule.id);
    expect(events()).toEqual(["subscription_schedule.released", "customer.subscription.updated"]);
    advanceTo(BOUNDARY + 3600);
    const subscription = await stripe.subscriptions.retrieve(scene.subscription.id);
    expect(subscription.items.data[0]).toMatchObject({ quantity: 4, price: { id: prices.team } });
    await expect(stripe.subscriptionSchedules.release(schedule.id)).rejects.toThrow(/released/);
  });

  it("lets a subscription have one schedule only, and none that cancels it behind the schedule's back", async () => {
    const scene = await onTeam();
    await scheduleDowngrade(scene);
    const { stripe, subscription } = scene;
    await expect(stripe.subscriptionSchedules.create({ from_subscription: subscription.id })).rejects.toThrow(
      /already attached to a schedule/,
    );
    await expect(stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true })).rejects.toThrow(
      /managed by the subscription schedule/,
    );
  });

  it("keeps the plan of its second phase when seats are added meanwhile", async () => {
    const scene = await onTeam();
    const schedule = await scheduleDowngrade(scene);
    const { stripe, subscription, advanceTo, prices } = scene;
    await stripe.subscriptions.update(subscription.id, {
      items: [{ id: subscription.items.data[0]?.id ?? "", quantity: 6 }],
      proration_behavior: "always_invoice",
    });
    const { phases } = await stripe.subscriptionSchedules.retrieve(schedule.id);
    expect(phases.map(({ items }) => items[0]?.quantity)).toEqual([6, 1]);
    advanceTo(BOUNDARY);
    const after = await stripe.subscriptions.retrieve(subscription.id);
    expect(after.items.data[0]).toMatchObject({ quantity: 1, price: { id: prices.pro } });
  });

  it("refuses phases with a gap, too many of them, and another start of the current one", async () => {
    const scene = await onTeam();
    const { stripe, subscription, prices } = scene;
    const { id, phases } = await stripe.subscriptionSchedules.create({ from_subscription: subscription.id });
    const start_date = phases[0]?.start_date ?? 0;
    const items = [{ price: prices.team }];
    const update = (list: Stripe.SubscriptionScheduleUpdateParams.Phase[]) =>
      stripe.subscriptionSchedules.update(id, { phases: list });
    const gap = [
      { items, start_date, end_date: BOUNDARY },
      { items, start_date: BOUNDARY + 1 },
    ];
    await expect(update(gap)).rejects.toThrow(/start when the one before it ends/);
    await expect(update([{ items, start_date: start_date + 1 }])).rejects.toThrow(/start date of the current phase/);
    await expect(update(Array.from({ length: 11 }, () => ({ items, start_date })))).rejects.toThrow(/at most 10/);
  });
});

describe("a schedule of its own", () => {
  it("begins its subscription at its start with a draft invoice, and ends it after the last phase", async () => {
    const { stripe, customer, prices, advanceTo, events, problems } = await openAccount();
    const schedule = await stripe.subscriptionSchedules.create({
      customer,
      start_date: BOUNDARY,
      end_behavior: "cancel",
      phases: [{ items: [{ price: prices.pro }], duration: { interval: "month", interval_count: 2 } }],
    });
    expect(schedule).toMatchObject({ status: "not_started", subscription: null });
    events();
    advanceTo(BOUNDARY);
    expect(events()).toEqual(["customer.subscription.created", "invoice.created", "subscription_schedule.updated"]);
    const started = await stripe.subscriptionSchedules.retrieve(schedule.id, { expand: ["subscription"] });
    expect(started.subscription).toMatchObject({ status: "active", schedule: schedule.id });
    advanceTo("2027-02-01T02:00:00Z");
    const ended = await stripe.subscriptionSchedules.retrieve(schedule.id, { expand: ["subscription"] });
    expect(ended).toMatchObject({ status: "completed", subscription: { status: "canceled" } });
    const paid = (await stripe.invoices.list({ customer, status: "paid" })).data;
    expect(paid.map(({ total }) => total)).toEqual([4900, 4900]);
    expect(problems()).toEqual([]);
  });

  it("ends with its subscription when canceled", async () => {
    const scene = await onTeam();
    const schedule = await scheduleDowngrade(scene);
    const canceled = await scene.stripe.subscriptionSchedules.cancel(schedule.id, {
      invoice_now: false,
      prorate: false,
    });
    expect(canceled.status).toBe("canceled");
    expect((await scene.stripe.subscriptions.retrieve(scene.subscription.id)).status).toBe("canceled");
  });
});
