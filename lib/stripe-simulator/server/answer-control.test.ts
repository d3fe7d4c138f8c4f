import { request } from "node:http";
import { expect, test } from "vitest";
import { connectStripe } from "#lib/stripe-simulator/checkout/testing/connect-stripe.ts";
import { startTestSimulator, type TestSimulator } from "./start-test-simulator.ts";

async function control(simulator: TestSimulator, path: string, input?: object, headers: Record<string, string> = {}) {
  const init = input === undefined ? { headers } : { method: "POST", headers, body: JSON.stringify(input) };
  const response = await fetch(`${simulator.url}/_control/${path}`, init);
  return { status: response.status, body: await response.json() };
}

test("the clock moves forward by seconds or to an instant, and not back", async () => {
  await using simulator = await startTestSimulator({ at: new Date("2026-11-24T10:00:00Z") });
  expect((await control(simulator, "clock", { advance: 3_600 })).body).toEqual({ now: "2026-11-24T11:00:00.000Z" });
  expect((await control(simulator, "clock", { set: "2026-12-01T00:00:00Z" })).body).toEqual({
    now: "2026-12-01T00:00:00.000Z",
  });
  for (const input of [{ set: "2026-11-01T00:00:00Z" }, { advance: -1 }, { set: "soon" }, {}]) {
    expect((await control(simulator, "clock", input)).status).toBe(400);
  }
  expect((await control(simulator, "clock")).body).toEqual({ now: "2026-12-01T00:00:00.000Z" });
});

test("the next payment ends as planned", async () => {
  await using simulator = await startTestSimulator();
  const stripe = connectStripe(simulator);
  const key = { authorization: `Bearer ${simulator.apiKey}` };
  expect((await control(simulator, "next-payment", { outcome: "insufficient_funds" }, key)).status).toBe(200);
  const pay = () =>
    stripe.paymentIntents.create({
      amount: 500,
      currency: "usd",
      payment_method: "pm_card_visa",
      confirm: true,
      off_session: true,
    });
  await expect(pay()).rejects.toThrow("Your card has insufficient funds.");
  expect((await pay()).status).toBe("succeeded");
  expect((await control(simulator, "next-payment", { outcome: "maybe" }, key)).status).toBe(400);
});

test("disputes are opened and closed", async () => {
  await using simulator = await startTestSimulator();
  const stripe = connectStripe(simulator);
  const { latest_charge } = await stripe.paymentIntents.create({
    amount: 500,
    currency: "usd",
    payment_method: "pm_card_visa",
    confirm: true,
    off_session: true,
  });
  const { body: dispute } = await control(simulator, `dispute/${latest_charge}`, {});
  expect(dispute).toMatchObject({ object: "dispute", charge: latest_charge, status: "needs_response" });
  expect((await control(simulator, `disputes/${dispute.id}/close`, { outcome: "lost" })).body).toMatchObject({
    status: "lost",
  });
  const types = (await stripe.events.list({ types: ["charge.dispute.created", "charge.dispute.closed"] })).data;
  expect(types.map(({ type }) => type)).toEqual(["charge.dispute.closed", "charge.dispute.created"]);
  expect((await control(simulator, "dispute/ch_none", {})).status).toBe(404);
});

test("requests are journaled, and a reset forgets everything", async () => {
  await using simulator = await startTestSimulator();
  const stripe = connectStripe(simulator);
  await stripe.customers.create({ name: "Halcyon" });
  const { body } = await control(simulator, "requests");
  expect(body.data).toMatchObject([{ method: "POST", path: "/v1/customers", status: 200 }]);
  await control(simulator, "reset", {});
  expect((await stripe.customers.list()).data).toEqual([]);
});

test("what does not exist or is no object is refused", async () => {
  await using simulator = await startTestSimulator();
  expect((await control(simulator, "nothing")).status).toBe(404);
  expect((await control(simulator, "clock", [1])).status).toBe(400);
  expect((await control(simulator, "webhooks", { mode: "sometimes" })).status).toBe(400);
});

test("pages of other sites reach nothing", async () => {
  await using simulator = await startTestSimulator();
  const { status } = await control(simulator, "reset", {}, { origin: "https://elsewhere.example" });
  expect(status).toBe(403);
  expect(await statusByHost(simulator.url, "rebound.example")).toBe(403);
  expect(await statusByHost(simulator.url, "localhost")).toBe(200);
});

/** A name of another site that leads to this machine is what the browser then sends along. */
function statusByHost(url: string, host: string): Promise<number | undefined> {
  const { port } = new URL(url);
  return new Promise((resolve, reject) => {
    request(`${url}/_control/health`, { headers: { host: `${host}:${port}` } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on("error", reject)
      .end();
  });
}
