import Stripe from "stripe";
import { describe, expect, test } from "vitest";
import { type OpenSimulator, openSimulator } from "./testing/open-simulator.ts";

const URL_A = "http://127.0.0.1/a";

async function withEndpoint(events: Stripe.WebhookEndpointCreateParams.EnabledEvent[] = ["product.created"]) {
  const open = openSimulator();
  const endpoint = await open.stripe.webhookEndpoints.create({ url: URL_A, enabled_events: events });
  return { ...open, endpoint };
}

async function createProducts({ stripe }: OpenSimulator, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) await stripe.products.create({ name: `${index}` });
}

function namesOf({ delivered }: OpenSimulator): string[] {
  return delivered.map(({ body }) => (JSON.parse(body) as { data: { object: { name: string } } }).data.object.name);
}

describe("delivery", () => {
  test("is signed for the endpoint's secret with the real time, wherever the clocks are", async () => {
    const open = await withEndpoint();
    const { simulator, stripe, delivered, endpoint, clock } = open;
    clock.seconds = 86_400;
    const other = await stripe.webhookEndpoints.create({ url: "http://127.0.0.1/b", enabled_events: ["*"] });
    await createProducts(open, 1);
    await simulator.deliveries.idle();
    expect(delivered.map(({ url }) => url).sort()).toEqual([URL_A, "http://127.0.0.1/b"]);
    for (const { url, body, signature } of delivered) {
      const [mine, theirs] = url === URL_A ? [endpoint, other] : [other, endpoint];
      const event = Stripe.webhooks.constructEvent(body, signature, mine.secret ?? "");
      expect(event).toMatchObject({ type: "product.created", created: clock.seconds, livemode: false });
      expect(event.api_version).toBe("2026-10-28.endive");
      expect(() => Stripe.webhooks.constructEvent(body, signature, theirs.secret ?? "")).toThrow("signature");
    }
  });

  test("tells what an endpoint wants, while it is enabled, in order, with the request that caused it", async () => {
    const open = await withEndpoint();
    await open.stripe.customers.create();
    await createProducts(open, 3);
    await open.simulator.deliveries.idle();
    await open.stripe.webhookEndpoints.update(open.endpoint.id, { disabled: true });
    await createProducts(open, 1);
    await open.simulator.deliveries.idle();
    expect(namesOf(open)).toEqual(["0", "1", "2"]);
    const [event] = (await open.stripe.events.list({ type: "product.created" })).data;
    expect(event?.request?.id).toMatch(/^req_/);
  });

  test("hold keeps everything until it is flushed", async () => {
    const open = await withEndpoint();
    open.simulator.deliveries.mode = "hold";
    await createProducts(open, 2);
    await open.simulator.deliveries.idle();
    expect(open.delivered).toEqual([]);
    const held = await open.stripe.events.list({ delivery_success: false });
    expect(held.data.map(({ pending_webhooks }) => pending_webhooks)).toEqual([1, 1]);
    await open.simulator.deliveries.flush();
    expect(namesOf(open)).toEqual(["0", "1"]);
    expect((await open.stripe.events.list({ delivery_success: false })).data).toEqual([]);
  });

  test("duplicate sends everything twice, drop nothing, shuffle everything in another order", async () => {
    const open = await withEndpoint();
    open.simulator.deliveries.mode = "duplicate";
    await createProducts(open, 2);
    await open.simulator.deliveries.idle();
    expect(namesOf(open)).toEqual(["0", "0", "1", "1"]);

    open.delivered.length = 0;
    open.simulator.deliveries.mode = "drop";
    await createProducts(open, 2);
    await open.simulator.deliveries.flush();
    expect(open.delivered).toEqual([]);

    open.simulator.deliveries.mode = "shuffle";
    await createProducts(open, 5);
    await open.simulator.deliveries.idle();
    expect(namesOf(open)).not.toEqual(["0", "1", "2", "3", "4"]);
    expect(namesOf(open).toSorted()).toEqual(["0", "1", "2", "3", "4"]);
  });

  test("an event is sent again when asked, even one that was dropped", async () => {
    const open = await withEndpoint();
    open.simulator.deliveries.mode = "drop";
    await createProducts(open, 1);
    const [event] = (await open.stripe.events.list()).data;
    await open.simulator.deliveries.resend(event?.id ?? "");
    await open.simulator.deliveries.resend(event?.id ?? "");
    expect(open.delivered.map(({ body }) => JSON.parse(body).id)).toEqual([event?.id, event?.id]);
    await expect(open.simulator.deliveries.resend("evt_none")).rejects.toThrow("No such event");
  });

  test("what was not taken waits for another try, the same event each time", async () => {
    const open = await withEndpoint();
    open.answers.push(500, new Error("Connection refused."));
    await createProducts(open, 1);
    await open.simulator.deliveries.idle();
    expect(open.simulator.deliveries.attempts.map(({ status }) => status)).toEqual([500]);
    await open.simulator.deliveries.flush();
    expect((await open.stripe.events.list({ delivery_success: false })).data).toHaveLength(1);
    await open.simulator.deliveries.flush();
    expect(open.simulator.deliveries.attempts.map(({ status }) => status)).toEqual([500, null, 200]);
    expect(new Set(open.delivered.map(({ body }) => JSON.parse(body).id)).size).toBe(1);
    expect((await open.stripe.events.list({ delivery_success: false })).data).toEqual([]);
  });

  test("the secret is shown once", async () => {
    const { stripe, endpoint } = await withEndpoint();
    expect(endpoint.secret).toMatch(/^whsec_\w{32}$/);
    expect((await stripe.webhookEndpoints.list()).data[0]).not.toHaveProperty("secret");
    expect(await stripe.webhookEndpoints.update(endpoint.id, { description: "x" })).not.toHaveProperty("secret");
  });
});
