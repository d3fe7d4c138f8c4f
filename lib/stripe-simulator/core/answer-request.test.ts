import Stripe from "stripe";
import { describe, expect, test } from "vitest";
import { validateErrorEnvelope } from "#lib/stripe-simulator/contract/error-envelope.ts";
import { API_VERSION } from "./api-version.ts";
import { connect, isReplay, openSimulator } from "./testing/open-simulator.ts";

const DAY = 86_400;

describe("who may ask", () => {
  test("a request without a key, with a live one or with nonsense is refused with 401", async () => {
    const { simulator } = openSimulator();
    for (const authorization of [undefined, "Bearer sk_live_1", "Bearer rk_live_1", "Bearer hello", "Basic c2s6"]) {
      const headers = new Headers(authorization === undefined ? [] : [["authorization", authorization]]);
      const response = await simulator.handle(new Request("http://127.0.0.1/v1/customers", { headers }));
      expect(response.status).toBe(401);
      expect(validateErrorEnvelope(await response.json())).toEqual([]);
    }
    expect([...simulator.world.accounts.keys()]).toEqual(["sk_test_main"]);
    await expect(connect(simulator, "sk_live_x").customers.list()).rejects.toThrow("refuses live keys");
  });

  test("every key has an account of its own", async () => {
    const { simulator, stripe } = openSimulator();
    const { id } = await stripe.customers.create();
    await expect(connect(simulator, "sk_test_other").customers.retrieve(id)).rejects.toMatchObject({
      code: "resource_missing",
      statusCode: 404,
    });
    expect((await connect(simulator, "rk_test_other").customers.list()).data).toEqual([]);
  });
});

describe("what is answered", () => {
  test("headers name the request and the version", async () => {
    const { stripe } = openSimulator();
    const { lastResponse } = await stripe.customers.create();
    expect(lastResponse.requestId).toMatch(/^req_\w{14}$/);
    expect(lastResponse.apiVersion).toBe("2026-10-28.endive");
  });

  test("it speaks the installed SDK's version and no other", async () => {
    expect(API_VERSION).toBe(Stripe.API_VERSION);
    const { simulator } = openSimulator();
    const headers = { authorization: "Bearer sk_test_main", "stripe-version": "2025-01-27.acacia" };
    const response = await simulator.handle(new Request("http://127.0.0.1/v1/customers", { headers }));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { message: expect.stringContaining(API_VERSION) } });
  });

  test("what the simulator does not do is refused, so that the SDK throws", async () => {
    const { stripe } = openSimulator();
    await expect(stripe.coupons.create({ percent_off: 5 })).rejects.toMatchObject({
      type: "StripeInvalidRequestError",
      statusCode: 404,
      message: "Unrecognized request URL (POST: /v1/coupons).",
    });
    await expect(stripe.customers.create({ tax: { ip_address: "127.0.0.1" } })).rejects.toThrow("does not do tax");
  });

  test("a bug of the simulator is a 500 that is not tried again", async () => {
    const { simulator, account } = openSimulator();
    Object.defineProperty(account, "tables", { value: null });
    const headers = { authorization: "Bearer sk_test_main" };
    const response = await simulator.handle(new Request("http://127.0.0.1/v1/customers", { headers }));
    expect(response.status).toBe(500);
    expect(response.headers.get("stripe-should-retry")).toBe("false");
    expect(validateErrorEnvelope(await response.json())).toEqual([]);
  });

  test("the journal tells what was asked", async () => {
    const { simulator, stripe } = openSimulator();
    await stripe.customers.create({ metadata: { a: "b" } }, { idempotencyKey: "once" });
    await stripe.customers.create({ metadata: { a: "b" } }, { idempotencyKey: "once" });
    await stripe.customers.retrieve("cus_none").catch(() => null);
    expect(simulator.journal).toMatchObject([
      { method: "POST", path: "/v1/customers", params: { metadata: { a: "b" } }, status: 200, isReplay: false },
      { method: "POST", path: "/v1/customers", idempotencyKey: "once", status: 200, isReplay: true },
      { method: "GET", path: "/v1/customers/cus_none", status: 404, isReplay: false },
    ]);
  });
});

describe("idempotency keys", () => {
  test("the same request is answered from before, and done once", async () => {
    const { stripe } = openSimulator();
    const first = await stripe.customers.create({ name: "Ada" }, { idempotencyKey: "k" });
    const again = await stripe.customers.create({ name: "Ada" }, { idempotencyKey: "k" });
    expect(again).toEqual(first);
    expect(isReplay(first)).toBe(false);
    expect(isReplay(again)).toBe(true);
    expect((await stripe.customers.list()).data).toHaveLength(1);
  });

  test("another request with the same key is refused", async () => {
    const { stripe } = openSimulator();
    await stripe.customers.create({ name: "Ada" }, { idempotencyKey: "k" });
    const refusal = { type: "StripeIdempotencyError", statusCode: 400 };
    await expect(stripe.customers.create({ name: "Bob" }, { idempotencyKey: "k" })).rejects.toMatchObject(refusal);
    await expect(stripe.products.create({ name: "Ada" }, { idempotencyKey: "k" })).rejects.toMatchObject(refusal);
  });

  test("a request whose first is still being answered gets 409", async () => {
    const { simulator, stripe } = openSimulator();
    simulator.faults.push({ kind: "slow", waitMs: 5 });
    const first = stripe.customers.create({}, { idempotencyKey: "k" });
    const second = stripe.customers.create({}, { idempotencyKey: "k" });
    await expect(second).rejects.toMatchObject({ statusCode: 409, code: "idempotency_key_in_use" });
    await first;
    expect((await stripe.customers.list()).data).toHaveLength(1);
  });

  test("a decline is kept, a request that was not valid is not", async () => {
    const { stripe } = openSimulator();
    const pay = (payment_method: string) =>
      stripe.paymentIntents.create(
        { amount: 500, currency: "usd", confirm: true, payment_method },
        { idempotencyKey: "pay" },
      );
    await expect(pay("pm_card_chargeDeclined")).rejects.toMatchObject({ statusCode: 402 });
    await expect(pay("pm_card_chargeDeclined")).rejects.toMatchObject({ statusCode: 402 });
    expect((await stripe.paymentIntents.list()).data).toHaveLength(1);
    const options = { idempotencyKey: "typo" };
    await expect(stripe.customers.create({ nmae: "Ada" } as object, options)).rejects.toMatchObject({
      code: "parameter_unknown",
    });
    expect((await stripe.customers.create({ name: "Ada" }, options)).name).toBe("Ada");
  });

  test("a key is forgotten a day later, by the simulator's time, and belongs to one account", async () => {
    const { simulator, stripe, clock } = openSimulator();
    const first = await stripe.customers.create({}, { idempotencyKey: "k" });
    const other = await connect(simulator, "sk_test_b").customers.create({}, { idempotencyKey: "k" });
    clock.seconds += DAY - 1;
    const kept = await stripe.customers.create({}, { idempotencyKey: "k" });
    clock.seconds += 1;
    const forgotten = await stripe.customers.create({}, { idempotencyKey: "k" });
    expect(other.id).not.toBe(first.id);
    expect(kept.id).toBe(first.id);
    expect(forgotten.id).not.toBe(first.id);
  });
});

describe("planned troubles", () => {
  test("an answer that is lost has been given: the same key finds it", async () => {
    const { simulator, stripe } = openSimulator();
    simulator.faults.push({ kind: "lost", method: "POST" });
    const create = () => stripe.customers.create({ name: "Ada" }, { idempotencyKey: "k" });
    await expect(create()).rejects.toMatchObject({ type: "StripeConnectionError" });
    expect(isReplay(await create())).toBe(true);
    expect((await stripe.customers.list()).data).toHaveLength(1);
  });

  test("a refused request has done nothing", async () => {
    const { simulator, stripe } = openSimulator();
    simulator.faults.push({ kind: "refused", status: 429, path: "/v1/customers" });
    await stripe.products.list();
    await expect(stripe.customers.create()).rejects.toMatchObject({ type: "StripeRateLimitError" });
    expect((await stripe.customers.list()).data).toEqual([]);
  });
});
